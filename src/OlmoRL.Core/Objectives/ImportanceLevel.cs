namespace OlmoRL.Objectives;

/// <summary>Over what the off-policy ratio is taken.</summary>
public enum ImportanceLevel
{
    /// <summary>Each token has its own.</summary>
    Token,

    /// <summary>All tokens of a response share the geometric mean of theirs.</summary>
    Sequence,
}
