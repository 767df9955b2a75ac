namespace OlmoRL.Inference;

/// <summary>What one sequence may say next. It has seen what the sequence was given to go on from.</summary>
public interface ITokenConstraint
{
    /// <summary>A bit for every token, lowest first; tokens beyond are not allowed. Empty: all are. Never all 0 before the end.</summary>
    ReadOnlySpan<ulong> Allowed { get; }

    /// <summary>Takes the sampled token; whether nothing is left to say.</summary>
    bool Append(int token);
}
