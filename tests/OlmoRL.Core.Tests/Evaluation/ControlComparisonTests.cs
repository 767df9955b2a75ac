using OlmoRL.Evaluation;
using OlmoRL.Runs;

namespace OlmoRL.Core.Tests.Evaluation;

public sealed class ControlComparisonTests
{
    private static Random Random => new SeedSequence(1).Stream("test");

    [Fact]
    public void Ten_equal_differences_have_the_p_value_of_ten_equal_coins()
    {
        var p = SignFlipTest.PValue([.. Enumerable.Repeat(1.0, 10)], Random);

        Assert.InRange(p, 0.0008, 0.0036); // 2 / 2^10 = 0.00195, within 4 standard errors of 10,000 draws
    }

    [Fact]
    public void Differences_that_cancel_are_noise() => Assert.Equal(1.0, SignFlipTest.PValue([1, -1, 1, -1], Random), 12);

    [Fact]
    public void Seeds_that_disagree_widen_the_interval_by_their_standard_error()
    {
        // 100 seeds of means 0 and 1 on problems that all agree: 1.96 * 0.5 / sqrt(100) = 0.098.
        var interval = CrossedBootstrap.Of(100, 50, (seeds, _) => seeds.Average(s => s % 2), Random);

        Assert.Equal(0.5, interval.Estimate, 12);
        Assert.InRange(interval.Low, 0.38, 0.42);
        Assert.InRange(interval.High, 0.58, 0.62);
    }

    [Fact]
    public void A_true_gain_rises_and_an_unchanged_model_is_bounded()
    {
        var start = Report(correct: 1);
        ControlCell[] cells = [new("verified", 1, "", Report(correct: 3)), new("random", 1, "", Report(correct: 1))];

        var rows = ControlComparison.Rows(start, cells);

        Assert.Equal(new Interval(0.5, 0.5, 0.5), rows[0].PassGain);
        Assert.Equal("rises", ControlVerdict.Of(rows[0], 0.5));
        Assert.Equal("shows no difference beyond noise; does not explain the true reward's gain", ControlVerdict.Of(rows[1], 0.5));
    }

    [Fact]
    public void Other_problems_are_not_compared()
    {
        var other = Report(correct: 1) with { Problems = [new ProblemResult("x", 4, 1, 4, false)] };

        _ = Assert.Throws<InvalidDataException>(() => ControlComparison.Rows(Report(correct: 1), [new("verified", 1, "", other)]));
    }

    private static EvaluationReport Report(int correct) => new()
    {
        Checkpoint = "",
        Split = "test",
        Temperature = 1,
        SampledTokens = 0,
        Problems = [.. Enumerable.Range(0, 20).Select(i => new ProblemResult($"{i}", 4, correct, 4, false))],
    };
}
