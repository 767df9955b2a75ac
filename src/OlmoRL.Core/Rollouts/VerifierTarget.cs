using MessagePack;

namespace OlmoRL.Rollouts;

/// <summary>One thing a completion is graded against: which verifier, with what ground truth, at what weight.</summary>
[MessagePackObject]
public sealed record VerifierTarget(
    [property: Key(0)] string Verifier,
    [property: Key(1)] string GroundTruth,
    [property: Key(2)] double Weight = 1.0);
