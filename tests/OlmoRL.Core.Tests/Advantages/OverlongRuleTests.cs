using OlmoRL.Advantages;
using OlmoRL.Batching;
using OlmoRL.Core.Tests.Flow;
using OlmoRL.Flow;
using OlmoRL.Rewards;
using OlmoRL.Rollouts;

namespace OlmoRL.Core.Tests.Advantages;

public sealed class OverlongRuleTests
{
    [Theory]
    [InlineData(10, 0)]
    [InlineData(80, 0)]
    [InlineData(85, -0.25)]
    [InlineData(90, -0.5)]
    [InlineData(100, -1)]
    public void The_soft_penalty_falls_on_a_line_over_the_buffer(int tokens, double penalty) =>
        Assert.Equal(penalty, new OverlongRule(OverlongHandling.Penalty, 100, 20).Penalty(Completion(tokens, FinishReason.Stop)), 12);

    [Fact]
    public void A_masked_completion_counts_in_the_mean_and_gives_no_sample()
    {
        var rule = new OverlongRule(OverlongHandling.Mask, 100, 1);

        var (group, signal) = Credit(rule, (1, FinishReason.Stop), (0, FinishReason.Length), (0, FinishReason.Stop), (0, FinishReason.Length));
        var statistics = new SampleStatistics();
        var samples = SampleBuilder.Build([group], PolicyVersion.Start, new StalenessRule(0), rule, statistics);

        Assert.Equal(GroupSignal.Mixed, signal);
        Assert.Equal([0.75f, -0.25f], samples.Select(s => s.Advantage)); // the mean is over all four
        Assert.Equal(2, statistics.MaskedCompletions);
    }

    [Fact]
    public void A_group_with_nothing_left_to_train_is_filtered_for_that_reason()
    {
        var (_, signal) = Credit(new OverlongRule(OverlongHandling.Mask, 100, 1), (1, FinishReason.Length), (0, FinishReason.Length));

        Assert.Equal(GroupSignal.Overlong, signal);
    }

    [Fact]
    public void Without_handling_completions_are_graded_as_they_stand()
    {
        var (group, signal) = Credit(OverlongRule.None, (1, FinishReason.Length), (0, FinishReason.Length));

        Assert.Equal(GroupSignal.Mixed, signal);
        Assert.Equal([0.5, -0.5], group.Rollouts.Select(r => r.Advantage));
    }

    [Fact]
    public void The_penalty_alone_makes_a_signal()
    {
        var entry = Entry((1, FinishReason.Stop), (1, FinishReason.Stop));
        entry.Rollouts[1] = entry.Rollouts[1] with { Completion = Completion(100, FinishReason.Length) };

        var (group, signal) = new CreditAssignment(
            new VerifiedRewardScorer(), 10, AdvantageNormalization.Centered, new OverlongRule(OverlongHandling.Penalty, 100, 20)).Assign(entry);

        Assert.Equal(GroupSignal.Mixed, signal);
        Assert.Equal([5.0, -5.0], group.Rollouts.Select(r => r.Advantage)); // reward_scale multiplies the penalty too
    }

    private static (RolloutGroup Group, GroupSignal Signal) Credit(OverlongRule rule, params (double Reward, FinishReason Reason)[] siblings) =>
        new CreditAssignment(new VerifiedRewardScorer(), 1, AdvantageNormalization.Centered, rule).Assign(Entry(siblings));

    private static LedgerEntry Entry(params (double Reward, FinishReason Reason)[] siblings)
    {
        var entry = new LedgerEntry(0, Sample.Prompt, PolicyVersion.Start);
        for (var i = 0; i < siblings.Length; i++)
        {
            entry.Rollouts[i] = Sample.Rollout(i, [PolicyVersion.Start]) with
            {
                Reward = siblings[i].Reward,
                Completion = Completion(3, siblings[i].Reason),
            };
        }

        return entry;
    }

    private static Completion Completion(int tokens, FinishReason reason) => new()
    {
        Text = "",
        FinishReason = reason,
        Segments =
        [
            new CompletionSegment
            {
                TokenIds = new int[tokens],
                LogProbs = new float[tokens],
                Spans = [new PolicySpan(0, tokens, PolicyVersion.Start)],
            },
        ],
    };
}
