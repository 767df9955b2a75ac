using OlmoRL.Flow;
using OlmoRL.Rollouts;

namespace OlmoRL.Advantages;

/// <summary>Makes a complete group of graded siblings: rewards scaled, advantages assigned, signal told.</summary>
/// <param name="rewardScale">Multiplies rewards; without standardisation it sets the size of the gradient.</param>
/// <param name="normalization">Scaling of advantages.</param>
public sealed class CreditAssignment(double rewardScale, AdvantageNormalization normalization)
{
    /// <summary>The group of an entry whose siblings are all graded, and whether it has a signal.</summary>
    public (RolloutGroup Group, GroupSignal Signal) Assign(LedgerEntry entry)
    {
        Rollout[] rollouts = [.. entry.Rollouts.Values];
        double[] rewards = [.. rollouts.Select(r => rewardScale * r.Reward ?? double.NaN)];
        var advantages = new double[rewards.Length];
        GroupRelativeAdvantage.Compute(rewards, normalization, advantages);
        var group = new RolloutGroup
        {
            Id = entry.Id,
            Prompt = entry.Prompt,
            Rollouts = [.. rollouts.Select((r, i) => r with { Advantage = advantages[i] })],
        };
        return (group, GroupFilter.Classify(rewards));
    }
}
