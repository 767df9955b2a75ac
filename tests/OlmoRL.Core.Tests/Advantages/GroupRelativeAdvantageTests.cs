using CsCheck;
using OlmoRL.Advantages;

namespace OlmoRL.Core.Tests.Advantages;

public sealed class GroupRelativeAdvantageTests
{
    private static readonly Gen<double[]> Rewards =
        Gen.Frequency((6, Gen.Double[-10, 10]), (2, Gen.Const(0.0)), (1, Gen.Const(double.NaN))).Array[1, 16];

    [Fact]
    public void Centred_rewards_are_distances_from_the_mean_of_the_verified()
    {
        var advantages = Compute([1, 0, double.NaN, 0], AdvantageNormalization.Centered);

        double[] expected = [2 / 3.0, -1 / 3.0, 0, -1 / 3.0];
        Assert.All(expected.Zip(advantages), pair => Assert.Equal(pair.First, pair.Second, 12));
    }

    [Fact]
    public void Standardised_advantages_of_one_success_in_four_follow_the_population_deviation()
    {
        var advantages = Compute([1, 0, 0, 0], AdvantageNormalization.Standard);

        // mean 1/4, population deviation sqrt(3)/4: sqrt(3) for the success, -1/sqrt(3) for the others.
        Assert.Equal(Math.Sqrt(3), advantages[0], 6);
        Assert.Equal(-1 / Math.Sqrt(3), advantages[3], 6);
    }

    [Fact]
    public void Leave_one_out_is_the_distance_from_the_mean_of_the_others() => Rewards.Sample(rewards =>
    {
        var advantages = Compute(rewards, AdvantageNormalization.LeaveOneOut);

        for (var i = 0; i < rewards.Length; i++)
        {
            double[] others = [.. rewards.Where((r, j) => j != i && !double.IsNaN(r))];
            var expected = double.IsNaN(rewards[i]) || others.Length == 0 ? 0 : rewards[i] - others.Average();
            Assert.Equal(expected, advantages[i], 9);
        }
    });

    [Fact]
    public void Centred_advantages_of_a_group_sum_to_zero() =>
        Rewards.Sample(rewards => Assert.Equal(0, Compute(rewards, AdvantageNormalization.Centered).Sum(), 9));

    [Fact]
    public void A_failed_verification_gets_no_credit_and_changes_no_other() => Rewards.Sample(rewards =>
    {
        double[] verified = [.. rewards.Where(r => !double.IsNaN(r))];

        var all = Compute(rewards, AdvantageNormalization.Centered);
        var alone = Compute(verified, AdvantageNormalization.Centered);

        Assert.All(rewards.Zip(all), pair => Assert.True(!double.IsNaN(pair.First) || pair.Second == 0));
        Assert.Equal(alone, all.Where((_, i) => !double.IsNaN(rewards[i])));
    });

    [Fact]
    public void Equal_rewards_give_no_credit() => (from reward in Gen.Double[-10, 10] from count in Gen.Int[2, 16] select (reward, count))
        .Sample(t => Assert.All(Compute([.. Enumerable.Repeat(t.reward, t.count)], AdvantageNormalization.Standard),
            advantage => Assert.InRange(Math.Abs(advantage), 0, 1e-6)));

    private static double[] Compute(double[] rewards, AdvantageNormalization normalization)
    {
        var advantages = new double[rewards.Length];
        GroupRelativeAdvantage.Compute(rewards, normalization, advantages);
        return advantages;
    }
}
