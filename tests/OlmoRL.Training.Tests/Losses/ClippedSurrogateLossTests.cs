using CsCheck;
using OlmoRL.Training.Losses;
using static TorchSharp.torch;

namespace OlmoRL.Training.Tests.Losses;

public sealed class ClippedSurrogateLossTests
{
    private static readonly ClippedSurrogateOptions Options = new() { ClipLow = 0.2, ClipHigh = 0.272, ImportanceCap = 2.0 };
    private static readonly Gen<double[]> LogProbs = Gen.Double[-5, -0.1].Array[6];

    [Fact]
    public void The_value_is_that_of_the_formula() =>
        Gen.Select(LogProbs, LogProbs, LogProbs, Gen.Double[-2, 2].Array[6]).Sample((current, old, engine, advantages) =>
        {
            var (loss, _) = Evaluate(current, old, engine, advantages, 6);

            Assert.Equal(Formula(current, old, engine, advantages), loss, 6);
        });

    [Fact]
    public void The_gradient_is_that_of_finite_differences() =>
        Gen.Select(LogProbs, LogProbs, LogProbs, Gen.Double[-2, 2].Array[6]).Sample((current, old, engine, advantages) =>
        {
            const double step = 1e-6;
            var (_, gradient) = Evaluate(current, old, engine, advantages, 6);
            for (var i = 0; i < current.Length; i++)
            {
                double[] up = [.. current], down = [.. current];
                up[i] += step;
                down[i] -= step;
                var difference = (Formula(up, old, engine, advantages) - Formula(down, old, engine, advantages)) / (2 * step);
                var ratio = Math.Exp(current[i] - old[i]);
                if (Math.Abs(ratio - 0.8) > 1e-3 && Math.Abs(ratio - 1.272) > 1e-3) // not at a kink
                    Assert.Equal(difference, gradient[i], 1e-4 * Math.Max(1, Math.Abs(difference)));
            }
        });

    [Fact]
    public void Equal_rewards_give_no_gradient()
    {
        var (_, gradient) = Evaluate([-1, -2], [-1.5, -1], [-1, -1], [0, 0], 2);

        Assert.All(gradient, g => Assert.Equal(0, g));
    }

    [Fact]
    public void On_policy_the_ratio_is_1_and_nothing_is_clipped_or_truncated()
    {
        using var scope = NewDisposeScope();
        var logProbs = tensor(new[] { -1.0, -2.0 });

        var sums = new ClippedSurrogateLoss(Options).Compute(logProbs, logProbs, logProbs, tensor(new[] { 1.0, -1.0 }), 2).Sums
            .ToDictionary(s => s.Metric, s => s.Sum.to(ScalarType.Float64).item<double>());

        Assert.Equal(2.0, sums["policy/ratio_mean"]);
        Assert.Equal(2.0, sums["policy/importance_mean"]);
        Assert.Equal(0.0, sums["policy/clip_share"]);
        Assert.Equal(0.0, sums["policy/truncation_share"]);
    }

    [Theory]
    [InlineData(0.5, 1.0, 0)] // ratio 1.65, good: no push further up
    [InlineData(0.5, -1.0, 1)] // bad: pushed down
    [InlineData(-0.5, -1.0, 0)] // ratio 0.61, bad: no push further down
    [InlineData(-0.5, 1.0, -1)] // good: pushed up
    public void Outside_the_clip_range_only_the_way_back_has_a_gradient(double logRatio, double advantage, int sign)
    {
        var (_, gradient) = Evaluate([-1 + logRatio], [-1], [-1], [advantage], 1);

        Assert.Equal(sign, Math.Sign(gradient[0]));
    }

    [Fact]
    public void The_importance_weight_is_capped()
    {
        var (capped, _) = Evaluate([-1], [-1], [-9], [1], 1);

        Assert.Equal(-2.0, capped, 6);
    }

    [Fact]
    public void A_broken_token_stays_finite()
    {
        var (loss, gradient) = Evaluate([-0.1], [-500], [-900], [-1], 1);

        Assert.True(double.IsFinite(loss) && double.IsFinite(gradient[0]));
    }

    private static double Formula(double[] current, double[] old, double[] engine, double[] advantages) =>
        Enumerable.Range(0, current.Length).Sum(i =>
        {
            var ratio = Math.Exp(current[i] - old[i]);
            var loss = Math.Max(-advantages[i] * ratio, -advantages[i] * Math.Clamp(ratio, 0.8, 1.272));
            return loss * Math.Min(Math.Exp(old[i] - engine[i]), 2.0);
        }) / current.Length;

    private static (double Loss, double[] Gradient) Evaluate(
        double[] current, double[] old, double[] engine, double[] advantages, double denominator)
    {
        using var scope = NewDisposeScope();
        var logProbs = tensor(current, requires_grad: true);
        var loss = new ClippedSurrogateLoss(Options).Compute(logProbs, tensor(old), tensor(engine), tensor(advantages), denominator).Loss;
        loss.backward();
        return (loss.item<double>(), logProbs.grad!.data<double>().ToArray());
    }
}
