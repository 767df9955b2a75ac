using OlmoRL.Recipes;
using OlmoRL.Rewards;
using OlmoRL.Rollouts;
using OlmoRL.Runs;
using OlmoRL.Verification.Controls;

namespace OlmoRL.Verification.Tests.Controls;

public sealed class GroupScorersTests
{
    /// <summary>Two right answers, a wrong one in another spelling, none at all, and one that could not be verified.</summary>
    private static RolloutGroup Group(long id = 0) => new()
    {
        Id = id,
        Prompt = new Prompt { ItemId = "item", TokenIds = [1], Text = "?", Targets = [], Row = "{}" },
        Rollouts =
        [
            Sibling(0, "Answer: 12", 1), Sibling(1, "Answer: 14", 0), Sibling(2, "Answer: 14.0", 0), Sibling(3, "Let me think.", 0),
            Sibling(4, "Answer: 12", null),
        ],
    };

    [Theory]
    [InlineData(ScorerType.Verified, new[] { 1, 0, 0, 0, double.NaN })]
    [InlineData(ScorerType.Constant, new[] { 1, 1, 1, 1, double.NaN })]
    [InlineData(ScorerType.Inverted, new[] { 0, 1, 1, 1, double.NaN })]
    [InlineData(ScorerType.Format, new[] { 1, 1, 1, 0, double.NaN })]
    [InlineData(ScorerType.Majority, new[] { 0, 1, 1, 0, double.NaN })]
    [InlineData(ScorerType.Incorrect, new[] { 0, 1, 1, 0, double.NaN })]
    public void A_scorer_rewards_what_it_is_named_after_and_never_a_failed_verification(ScorerType type, double[] expected) =>
        Assert.Equal(expected, Create(type).Score(Group()));

    [Fact]
    public void Random_rewards_come_at_their_rate_and_do_not_depend_on_the_completions()
    {
        var scorer = Create(ScorerType.Random, rate: 0.3);

        double[][] rewards = [.. Enumerable.Range(0, 2_000).Select(id => scorer.Score(Group(id)))];

        Assert.All(rewards, r => Assert.True(double.IsNaN(r[4])));
        for (var sibling = 0; sibling < 4; sibling++)
            Assert.InRange(rewards.Average(r => r[sibling]), 0.26, 0.34); // four standard errors
    }

    [Fact]
    public void Random_rewards_are_the_same_after_a_resume() =>
        Assert.Equal(Create(ScorerType.Random).Score(Group(9)), Create(ScorerType.Random).Score(Group(9)));

    private static IGroupScorer Create(ScorerType type, double rate = 0.5) =>
        GroupScorers.Create(new ScorerSpec { Type = type, Rate = rate }, new SeedSequence(1));

    private static Rollout Sibling(int sibling, string text, double? reward) => new()
    {
        Sibling = sibling,
        Reward = reward,
        Solved = reward == 1,
        Completion = new Completion { Segments = [], FinishReason = FinishReason.Stop, Text = text },
    };
}
