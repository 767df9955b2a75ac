namespace OlmoRL.Recipes;

/// <summary>How often each kind of document occurs in a generated corpus, in parts.</summary>
public sealed record CorpusMix
{
    /// <summary>Equations step by step, then the answer line.</summary>
    public double Worked { get; init; } = 25;

    /// <summary>The answer line alone.</summary>
    public double Terse { get; init; } = 45;

    /// <summary>Talk, then the answer line.</summary>
    public double Rambling { get; init; } = 15;

    /// <summary>Talk without an answer line.</summary>
    public double Adrift { get; init; } = 15;

    /// <summary>No story: equations of one operation, a line each.</summary>
    public double Drill { get; init; } = 50;
}
