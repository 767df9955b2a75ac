using OlmoRL.Flow;
using OlmoRL.Rewards;
using OlmoRL.Rollouts;

namespace OlmoRL.Advantages;

/// <summary>Makes a complete group of graded siblings: rewards scaled, advantages assigned, signal told.</summary>
/// <param name="scorer">Says what each sibling earns.</param>
/// <param name="rewardScale">Multiplies rewards; without standardisation it sets the size of the gradient.</param>
/// <param name="normalization">Scaling of advantages.</param>
/// <param name="overlong">What is done about completions that ran into their limit.</param>
public sealed class CreditAssignment(
    IGroupScorer scorer, double rewardScale, AdvantageNormalization normalization, OverlongRule overlong)
{
    /// <summary>The group of an entry whose siblings are all graded, and whether it has a signal.</summary>
    public (RolloutGroup Group, GroupSignal Signal) Assign(LedgerEntry entry)
    {
        var graded = new RolloutGroup { Id = entry.Id, Prompt = entry.Prompt, Rollouts = [.. entry.Rollouts.Values] };
        var scores = scorer.Score(graded);
        double[] rewards = [.. scores.Zip(graded.Rollouts, (s, r) => rewardScale * (s + overlong.Penalty(r.Completion)))];
        var advantages = new double[rewards.Length];
        GroupRelativeAdvantage.Compute(rewards, normalization, advantages);
        var group = graded with
        {
            Rollouts =
            [
                .. graded.Rollouts.Select((r, i) => r with
                {
                    AssignedReward = double.IsNaN(scores[i]) ? null : scores[i],
                    Advantage = advantages[i],
                }),
            ],
        };
        var signal = GroupFilter.Classify(rewards);
        var trains = group.Rollouts.Any(r => r.AssignedReward is not null && !overlong.IsMasked(r.Completion));
        return (group, signal == GroupSignal.Mixed && !trains ? GroupSignal.Overlong : signal);
    }
}
