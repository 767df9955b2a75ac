using OlmoRL.Rollouts;

namespace OlmoRL.Rewards;

/// <summary>Siblings earn what their verifiers said.</summary>
public sealed class VerifiedRewardScorer : IGroupScorer
{
    /// <inheritdoc/>
    public double[] Score(RolloutGroup group) => [.. group.Rollouts.Select(r => r.Reward ?? double.NaN)];
}
