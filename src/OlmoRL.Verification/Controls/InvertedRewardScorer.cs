using OlmoRL.Rewards;
using OlmoRL.Rollouts;

namespace OlmoRL.Verification.Controls;

/// <summary>Rewards what the verifiers reject: one minus the verified reward.</summary>
public sealed class InvertedRewardScorer : IGroupScorer
{
    /// <inheritdoc/>
    public double[] Score(RolloutGroup group) => [.. group.Rollouts.Select(r => 1 - r.Reward ?? double.NaN)];
}
