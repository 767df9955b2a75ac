namespace OlmoRL.Verification.Tests.Verifiers.Math.Pairs;

/// <summary>Seeded pairs of a ground truth and an answer that means the same.</summary>
public static class Respellings
{
    /// <summary>As many as asked for, every kind equally often.</summary>
    public static IReadOnlyList<MathPair> Draw(int count) => MathPairs.Draw(
        [.. NumberRespellings.Makers, .. AlgebraRespellings.Makers, .. CollectionRespellings.Makers, .. WordRespellings.Makers],
        "respelling", count);
}
