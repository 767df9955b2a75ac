using OlmoRL.Rewards;
using OlmoRL.Rollouts;

namespace OlmoRL.Verification.Controls;

/// <summary>Rewards an answer that can be read, right or wrong.</summary>
/// <param name="read">The answer a completion states in a canonical spelling, or null.</param>
public sealed class FormatOnlyScorer(Func<string, string?> read) : IGroupScorer
{
    /// <inheritdoc/>
    public double[] Score(RolloutGroup group) =>
        [.. group.Rollouts.Select(r => r.Reward is null ? double.NaN : read(r.Completion.Text) is null ? 0 : 1)];
}
