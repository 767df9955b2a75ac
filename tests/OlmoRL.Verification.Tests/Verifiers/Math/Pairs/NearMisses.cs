namespace OlmoRL.Verification.Tests.Verifiers.Math.Pairs;

/// <summary>Seeded pairs of a ground truth and an answer that is wrong, though it looks almost right.</summary>
public static class NearMisses
{
    /// <summary>As many as asked for, every kind equally often.</summary>
    public static IReadOnlyList<MathPair> Draw(int count) => MathPairs.Draw(
        [.. NumberNearMisses.Makers, .. AlgebraNearMisses.Makers, .. CollectionNearMisses.Makers], "near miss", count);
}
