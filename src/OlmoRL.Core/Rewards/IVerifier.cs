namespace OlmoRL.Rewards;

/// <summary>Everything a verifier may look at. All of it is data: text a model wrote is never evaluated in our process.</summary>
public sealed record VerificationRequest
{
    /// <summary>The rendered prompt.</summary>
    public required string Prompt { get; init; }

    /// <summary>What the model wrote.</summary>
    public required string Completion { get; init; }

    /// <summary>The target's ground truth.</summary>
    public required string GroundTruth { get; init; }

    /// <summary>The dataset row, JSON.</summary>
    public required string Row { get; init; }

    /// <summary>Sampled tokens of the completion; null where it is only known as text.</summary>
    public int? TokenCount { get; init; }

    /// <summary>Takes the steps of the verdict where somebody asked for an explanation; null in a run.</summary>
    public VerdictTrace? Trace { get; init; }
}

/// <summary>Grades one completion against one ground truth. Implementations are safe for concurrent calls.</summary>
public interface IVerifier
{
    /// <summary>The verdict; an exception is the caller's to turn into <see cref="Verdict.Failed"/>.</summary>
    ValueTask<Verdict> VerifyAsync(VerificationRequest request, CancellationToken cancellation);
}
