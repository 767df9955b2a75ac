using OlmoRL.Rewards;
using OlmoRL.Rollouts;

namespace OlmoRL.Verification.Controls;

/// <summary>Rewards every sibling alike, so that no group carries a gradient and the weights stay.</summary>
public sealed class ConstantRewardScorer : IGroupScorer
{
    /// <inheritdoc/>
    public double[] Score(RolloutGroup group) => [.. group.Rollouts.Select(r => r.Reward is null ? double.NaN : 1)];
}
