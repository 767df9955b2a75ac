namespace OlmoRL.Flows.Pairs;

/// <summary>What became of a prompt.</summary>
public enum PairFate
{
    /// <summary>It made a row.</summary>
    Kept,

    /// <summary>No completion that could be chosen ended and was found correct.</summary>
    NoneCorrect,

    /// <summary>No completion that could be rejected ended.</summary>
    NoneRejected,

    /// <summary>Chosen and rejected are the same text.</summary>
    SameText,

    /// <summary>Chosen and rejected differ by more tokens than allowed.</summary>
    LengthsDiffer,
}

/// <summary>A completion of a pair, and where it came from.</summary>
/// <param name="Model">strong or weak.</param>
/// <param name="Sample">Which of the model's samples.</param>
/// <param name="Reward">What the verifier gave.</param>
/// <param name="Tokens">Its length, end token included.</param>
/// <param name="Text">The completion.</param>
public sealed record PairCandidate(string Model, int Sample, double Reward, bool Correct, int Tokens, string Text);

/// <summary>The two sides of a pair; without a weak model there is no rejected one.</summary>
public sealed record PairChoice(PairFate Fate, PairCandidate? Chosen, PairCandidate? Rejected);
