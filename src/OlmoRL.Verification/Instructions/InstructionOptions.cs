namespace OlmoRL.Verification.Instructions;

/// <summary>How much a response earns that meets some constraints of its row.</summary>
public enum InstructionScore
{
    /// <summary>The fraction of constraints met: what the reference's code does.</summary>
    Fraction,

    /// <summary>All or nothing: what the Olmo 3 report says (arXiv 2512.13961).</summary>
    All,
}

/// <summary>Options of the instruction verifiers.</summary>
public sealed record InstructionOptions : VerifierOptions
{
    /// <summary>Credit for some of several constraints.</summary>
    public InstructionScore Score { get; init; } = InstructionScore.Fraction;

    /// <summary>A constraint is also met when the response without its first line, last line or asterisks meets it.</summary>
    public bool Loose { get; init; }
}
