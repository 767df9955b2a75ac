using OlmoRL.Flow;
using OlmoRL.Rollouts;

namespace OlmoRL.Core.Tests.Flow;

public sealed class SolvedPromptsTests
{
    [Theory]
    [InlineData(0.875, 7, true)]
    [InlineData(0.875, 6, false)]
    [InlineData(1.0, 7, false)]
    [InlineData(0, 8, false)] // off
    public void A_prompt_is_passed_over_once_its_group_reaches_the_pass_rate(double passRate, int solved, bool excluded)
    {
        var prompts = new SolvedPrompts(passRate);

        prompts.Add(Group(solved, 8));

        Assert.Equal(excluded, prompts.Excludes(Sample.Prompt));
        Assert.False(prompts.Excludes(Sample.Prompt with { ItemId = "other" }));
    }

    [Fact]
    public void A_failed_verification_counts_neither_way()
    {
        var group = Group(3, 4);
        group.Rollouts[3] = group.Rollouts[3] with { Reward = null, Solved = false };
        var prompts = new SolvedPrompts(1.0);

        prompts.Add(group);

        Assert.True(prompts.Excludes(Sample.Prompt));
    }

    [Fact]
    public void A_snapshot_keeps_them()
    {
        var prompts = new SolvedPrompts(0.5);
        prompts.Add(Group(4, 4));
        var restored = new SolvedPrompts(0.5);

        restored.Restore(prompts.Items);

        Assert.True(restored.Excludes(Sample.Prompt));
    }

    private static RolloutGroup Group(int solved, int size) => new()
    {
        Id = 0,
        Prompt = Sample.Prompt,
        Rollouts = [.. Enumerable.Range(0, size).Select(i => Sample.Rollout(i, [PolicyVersion.Start]) with { Reward = i < solved ? 1 : 0, Solved = i < solved })],
    };
}
