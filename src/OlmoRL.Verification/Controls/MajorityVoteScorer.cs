using OlmoRL.Rewards;
using OlmoRL.Rollouts;

namespace OlmoRL.Verification.Controls;

/// <summary>Rewards the answer that most siblings gave; no ground truth is used.</summary>
/// <remarks>Test-time reinforcement learning, arXiv 2504.16084. Of equally frequent answers the one given first counts.</remarks>
/// <param name="read">The answer a completion states in a canonical spelling, or null.</param>
public sealed class MajorityVoteScorer(Func<string, string?> read) : IGroupScorer
{
    /// <inheritdoc/>
    public double[] Score(RolloutGroup group)
    {
        string?[] answers = [.. group.Rollouts.Select(r => r.Reward is null ? null : read(r.Completion.Text))];
        var majority = answers.Where(a => a is not null).GroupBy(a => a).MaxBy(g => g.Count())?.Key;
        return
        [
            .. group.Rollouts.Zip(answers, (r, answer) => r.Reward is null ? double.NaN
                : answer is not null && answer == majority ? 1 : 0),
        ];
    }
}
