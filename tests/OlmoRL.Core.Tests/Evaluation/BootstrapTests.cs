using OlmoRL.Evaluation;
using OlmoRL.Runs;

namespace OlmoRL.Core.Tests.Evaluation;

public sealed class BootstrapTests
{
    private static Random Random => new SeedSequence(1).Stream("test");

    [Fact]
    public void Equal_values_leave_no_uncertainty()
    {
        var interval = Bootstrap.Mean([0.5, 0.5, 0.5], Random);

        Assert.Equal(new Interval(0.5, 0.5, 0.5), interval);
    }

    [Fact]
    public void The_interval_of_coin_flips_is_that_of_the_normal_approximation()
    {
        double[] flips = [.. Enumerable.Range(0, 400).Select(i => i % 2 == 0 ? 1.0 : 0.0)];

        var interval = Bootstrap.Mean(flips, Random);

        // 1.96 standard errors of a proportion of one half over 400: 0.049.
        Assert.Equal(0.5, interval.Estimate, 12);
        Assert.InRange(interval.Low, 0.44, 0.46);
        Assert.InRange(interval.High, 0.54, 0.56);
    }

    [Fact]
    public void Pairing_removes_what_the_problems_share()
    {
        double[] before = [.. Enumerable.Range(0, 100).Select(i => i / 100.0)];
        double[] after = [.. before.Select(b => b + 0.1)];

        var difference = Bootstrap.PairedDifference(before, after, Random);

        Assert.Equal(0.1, difference.Estimate, 9);
        Assert.Equal(0.1, difference.Low, 9);
        Assert.Equal(0.1, difference.High, 9);
    }

    [Fact]
    public void Figures_of_different_problems_are_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Bootstrap.PairedDifference([1], [1, 2], Random));
}
