using CsCheck;
using OlmoRL.Flows.Pairs;
using OlmoRL.Recipes;
using OlmoRL.Rollouts;

namespace OlmoRL.Flows.Tests;

public sealed class PairSelectorTests
{
    private static readonly Gen<Rollout[]> Samples =
        Gen.Select(Gen.OneOfConst(0.0, 0.5, 1.0), Gen.Int[1, 30], Gen.Bool, Gen.Bool)
            .Array[0, 5].Select(all => all.Select((s, i) => Rollout(i, s.Item3 && s.Item1 == 0 ? null : s.Item1, s.Item2, ended: s.Item4)).ToArray());

    [Fact]
    public void Chosen_is_always_verified_and_of_the_strong_model_and_rejected_is_the_weak_models_worst() => Gen.Select(Samples, Samples).Sample((strong, weak) =>
    {
        var (fate, chosen, rejected) = new PairSelector(PairSelection.Delta, 0, 0).Choose(strong, weak);

        var usable = weak.Where(r => r.Completion.FinishReason == FinishReason.Stop && r.Reward is not null).ToArray();
        var correct = strong.Any(r => r is { Solved: true } && r.Completion.FinishReason == FinishReason.Stop);
        Assert.Equal(correct, fate != PairFate.NoneCorrect);
        if (fate != PairFate.Kept)
            return;
        Assert.True(chosen is { Model: "strong", Correct: true });
        Assert.Equal("weak", rejected!.Model);
        Assert.Equal(usable.Min(r => r.Reward), rejected.Reward);
        Assert.NotEqual(chosen.Text, rejected.Text);
    });

    [Fact]
    public void A_pair_whose_lengths_differ_by_more_than_allowed_is_left_out() => Gen.Select(Gen.Int[1, 40], Gen.Int[1, 40]).Sample((a, b) =>
    {
        var choice = new PairSelector(PairSelection.Delta, 0, 10).Choose([Rollout(0, 1, a, ended: true)], [Rollout(1, 0, b, ended: true)]);

        Assert.Equal(Math.Abs(a - b) <= 10 ? PairFate.Kept : PairFate.LengthsDiffer, choice.Fate);
    });

    [Fact]
    public void Best_and_worst_may_come_from_either_model()
    {
        var choice = new PairSelector(PairSelection.BestAndWorst, 0, 0).Choose([Rollout(0, 0, 5, ended: true)], [Rollout(1, 1, 5, ended: true)]);

        Assert.Equal(("weak", "strong"), (choice.Chosen!.Model, choice.Rejected!.Model));
    }

    [Theory]
    [InlineData(0, PairFate.NoneCorrect)]
    [InlineData(0.6, PairFate.Kept)]
    [InlineData(0.9, PairFate.NoneCorrect)]
    public void A_grade_below_full_is_chosen_where_the_recipe_says_from_which_reward_on(double least, PairFate fate)
    {
        var choice = new PairSelector(PairSelection.Delta, least, 0).Choose(
            [Rollout(0, 0.5, 5, ended: true), Rollout(1, 0.7, 6, ended: true)], [Rollout(2, 0.2, 5, ended: true)]);

        Assert.Equal(fate, choice.Fate);
        Assert.Equal(fate == PairFate.Kept ? 0.7 : null, choice.Chosen?.Reward);
    }

    [Fact]
    public void Without_a_weak_model_the_first_correct_completion_that_ended_is_kept()
    {
        var choice = new PairSelector(PairSelection.Delta, 0, 0).Choose(
            [Rollout(0, 0, 5, ended: true), Rollout(1, 1, 6, ended: false), Rollout(2, 1, 7, ended: true), Rollout(3, 1, 8, ended: true)], null);

        Assert.Equal((PairFate.Kept, 2), (choice.Fate, choice.Chosen!.Sample));
        Assert.Null(choice.Rejected);
    }

    private static Rollout Rollout(int sibling, double? reward, int tokens, bool ended) => new()
    {
        Sibling = sibling,
        Reward = reward,
        Solved = reward == 1,
        Completion = new Completion
        {
            Text = $"{sibling} {reward} {tokens}",
            FinishReason = ended ? FinishReason.Stop : FinishReason.Length,
            Segments = [new CompletionSegment { TokenIds = new int[tokens], LogProbs = new float[tokens], Spans = [] }],
        },
    };
}
