using OlmoRL.Advantages;
using OlmoRL.Flow;
using OlmoRL.Rollouts;

namespace OlmoRL.Core.Tests.Flow;

public sealed class StepTallyTests
{
    [Fact]
    public void A_step_in_which_nothing_finished_has_counts_and_no_rates()
    {
        var metrics = new Dictionary<string, double>();

        new StepTally().WriteTo(metrics);

        Assert.Equal(0, metrics["groups/finished"]);
        Assert.DoesNotContain("rollout/solve_rate", metrics.Keys);
        Assert.DoesNotContain("groups/filtered_share", metrics.Keys);
    }

    [Fact]
    public void Rates_are_over_what_finished()
    {
        var (tally, metrics) = (new StepTally(), new Dictionary<string, double>());
        tally.Add(Group(solved: 1), GroupSignal.Mixed);
        tally.Add(Group(solved: 4), GroupSignal.Solved);

        tally.WriteTo(metrics);

        Assert.Equal(5.0 / 8, metrics["rollout/solve_rate"]);
        Assert.Equal(0.5, metrics["groups/filtered_share"]);
    }

    /// <summary>Four siblings, of which the first so many are solved.</summary>
    private static RolloutGroup Group(int solved) => new()
    {
        Id = 0,
        Prompt = Sample.Prompt,
        Rollouts = [.. Enumerable.Range(0, 4).Select(i => Sample.Rollout(i, [new PolicyVersion(0)]) with { Reward = i < solved ? 1 : 0, Solved = i < solved })],
    };
}
