using OlmoRL.Rewards;
using OlmoRL.Rollouts;
using OlmoRL.Runs;

namespace OlmoRL.Verification.Controls;

/// <summary>Rewards each sibling by a coin of its own, whatever it wrote.</summary>
/// <remarks>The spurious reward of the Olmo 3 report, section 6.2 and figure 27.</remarks>
public sealed class RandomRewardScorer(SeedSequence seeds, double rate) : IGroupScorer
{
    /// <inheritdoc/>
    public double[] Score(RolloutGroup group) =>
    [
        .. group.Rollouts.Select(r => r.Reward is null ? double.NaN
            : seeds.Stream("random reward", group.Id, r.Sibling).NextDouble() < rate ? 1 : 0),
    ];
}
