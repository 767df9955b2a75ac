using OlmoRL.Rewards;
using OlmoRL.Rollouts;

namespace OlmoRL.Verification.Controls;

/// <summary>Rewards an answer that can be read and that the verifiers reject.</summary>
/// <param name="read">The answer a completion states in a canonical spelling, or null.</param>
public sealed class IncorrectAnswerScorer(Func<string, string?> read) : IGroupScorer
{
    /// <inheritdoc/>
    public double[] Score(RolloutGroup group) =>
        [.. group.Rollouts.Select(r => r.Reward is null ? double.NaN : !r.Solved && read(r.Completion.Text) is not null ? 1 : 0)];
}
