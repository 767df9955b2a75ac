namespace OlmoRL.Rewards;

/// <summary>What a verifier says of one completion.</summary>
/// <remarks>
/// Whatever the graded text can provoke is <see cref="Incorrect"/>. <see cref="Failed"/> is our own fault; it leaves the
/// group's mean and is counted, and never becomes a reward of 0.
/// </remarks>
public abstract record Verdict
{
    private Verdict()
    {
    }

    /// <summary>Right, with a score in (0, 1] for partial credit.</summary>
    public sealed record Correct(double Score = 1.0) : Verdict;

    /// <summary>Wrong, and why.</summary>
    public sealed record Incorrect(string Reason) : Verdict;

    /// <summary>Could not be decided through no fault of the completion.</summary>
    public sealed record Failed(string Reason) : Verdict;
}
