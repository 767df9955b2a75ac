using CsCheck;
using OlmoRL.Objectives;
using OlmoRL.Training.Losses;
using OlmoRL.Training.Tests.Fakes;
using static TorchSharp.torch;

namespace OlmoRL.Training.Tests.Losses;

public sealed class PolicyObjectiveTests
{
    private const int Count = 9;

    private static readonly Gen<PlainTokens> Tokens =
        from values in Gen.Double[-5, -0.1].Array[Count].Array[4]
        from advantages in Gen.Double[-2, 2].Array[Count]
        from responses in Gen.Int[0, 2].Array[Count]
        select new PlainTokens(values[0], values[1], values[2], values[3], advantages, responses);

    public static TheoryData<string, LossDenominator> Objectives =>
        new(from loss in PolicyLosses.Names from denominator in Enum.GetValues<LossDenominator>() select (loss, denominator));

    [Theory]
    [MemberData(nameof(Objectives))]
    public void Value_and_gradient_are_those_of_formula_and_finite_differences(string loss, LossDenominator denominator) =>
        AssertExact(new PlainObjective(loss, denominator));

    [Theory]
    [InlineData(KlEstimator.K1)]
    [InlineData(KlEstimator.K2)]
    [InlineData(KlEstimator.K3)]
    public void The_penalty_is_that_of_its_estimator(KlEstimator estimator) =>
        AssertExact(new PlainObjective("clipped_surrogate", LossDenominator.Token, Beta: 0.3, Estimator: estimator));

    [Theory]
    [InlineData(ImportanceLevel.Token, 0.5, 0, double.MaxValue)]
    [InlineData(ImportanceLevel.Sequence, 0, 0, double.MaxValue)]
    [InlineData(ImportanceLevel.Token, 0, 0.5, 1.8)]
    [InlineData(ImportanceLevel.Sequence, 0.7, 0.4, 1.9)]
    public void Off_policy_weights_are_floored_masked_and_per_response(
        ImportanceLevel level, double floor, double maskBelow, double maskAbove) =>
        AssertExact(new PlainObjective("cispo", LossDenominator.Token, Level: level, Floor: floor, MaskBelow: maskBelow, MaskAbove: maskAbove));

    [Theory]
    [MemberData(nameof(Objectives))]
    public void Equal_rewards_give_no_gradient(string loss, LossDenominator denominator)
    {
        var tokens = new PlainTokens([-1, -2], [-1.5, -1], [-1, -1], [-1, -1], [0, 0], [0, 1]);

        var (value, gradient, _) = Evaluate(new PlainObjective(loss, denominator), tokens);

        Assert.Equal(0, value);
        Assert.All(gradient, g => Assert.Equal(0, g));
    }

    [Theory]
    [MemberData(nameof(Objectives))]
    public void On_policy_the_ratio_is_1_nothing_is_clipped_and_the_gradient_is_reinforces(string loss, LossDenominator denominator)
    {
        double[] same = [-1, -2, -3];
        var tokens = new PlainTokens(same, same, same, same, [1, 1, -0.5], [0, 0, 1]);

        var (_, gradient, result) = Evaluate(new PlainObjective(loss, denominator), tokens);

        Assert.Equal([1, 1, 1], result.Ratio);
        Assert.Equal([1, 1, 1], result.Weights);
        Assert.DoesNotContain(true, result.Clipped);
        double[] shares = denominator switch
        {
            LossDenominator.Token => [1 / 3.0, 1 / 3.0, 1 / 3.0],
            LossDenominator.Sequence => [1 / 4.0, 1 / 4.0, 1 / 2.0],
            _ => [1 / 14.0, 1 / 14.0, 1 / 14.0],
        };
        Assert.All(gradient.Zip(shares.Zip(tokens.Advantages, (s, a) => -s * a)), pair => Assert.Equal(pair.Second, pair.First, 6));
    }

    [Theory]
    [InlineData(0.5, 1.0, 0)] // ratio 1.65, good: no push further up
    [InlineData(0.5, -1.0, 1)] // bad: pushed down
    [InlineData(-0.5, -1.0, 0)] // ratio 0.61, bad: no push further down
    [InlineData(-0.5, 1.0, -1)] // good: pushed up
    public void Outside_the_clip_range_only_the_way_back_has_a_gradient(double logRatio, double advantage, int sign)
    {
        var (_, gradient, result) = Evaluate(
            new PlainObjective("clipped_surrogate", LossDenominator.Token),
            new PlainTokens([-1 + logRatio], [-1], [-1], [-1], [advantage], [0]));

        Assert.Equal(sign, Math.Sign(gradient[0]));
        Assert.Equal(sign == 0, result.Clipped[0]);
    }

    [Theory]
    [MemberData(nameof(Objectives))]
    public void Broken_tokens_stay_finite_in_value_and_gradient(string loss, LossDenominator denominator)
    {
        var tokens = new PlainTokens([-0.1, -900, -1e30], [-500, -0.1, -1], [-900, -1e30, -0.1], [-0.1, -1e30, -3], [-1, 2, -1], [0, 0, 1]);

        var (value, gradient, _) = Evaluate(new PlainObjective(loss, denominator, Beta: 0.1, MaskAbove: 3, MaskBelow: 0.1), tokens);

        Assert.True(double.IsFinite(value));
        Assert.All(gradient, g => Assert.True(double.IsFinite(g)));
    }

    private static void AssertExact(PlainObjective plain) => Tokens.Sample(tokens =>
    {
        const double step = 1e-6;
        var (value, gradient, _) = Evaluate(plain, tokens);
        Assert.Equal(plain.Value(tokens, tokens.Current), value, 5e-5 * Math.Max(1, Math.Abs(value)));
        if (plain.Clearance(tokens) < 1e-3)
            return;
        for (var i = 0; i < Count; i++)
        {
            double[] up = [.. tokens.Current], down = [.. tokens.Current];
            up[i] += step;
            down[i] -= step;
            var difference = (plain.Value(tokens with { Current = up }, tokens.Current)
                - plain.Value(tokens with { Current = down }, tokens.Current)) / (2 * step);
            Assert.Equal(difference, gradient[i], 1e-4 * Math.Max(1, Math.Abs(difference)));
        }
    });

    private static (double Value, double[] Gradient, (double[] Ratio, bool[] Clipped, double[] Weights) Parts) Evaluate(
        PlainObjective plain, PlainTokens tokens)
    {
        using var scope = NewDisposeScope();
        var current = tensor(tokens.Current, requires_grad: true);
        var shares = new TokenShares(plain.Denominator, PlainObjective.ConstantTokens).Of([tokens.Responses]);
        var objective = new PolicyObjective(
            PolicyLosses.Create(plain.Loss, new ClipOptions { Low = PlainObjective.Low, High = PlainObjective.High }, "."),
            new ImportanceOptions
            {
                Level = plain.Level,
                Cap = PlainObjective.Cap,
                Floor = plain.Floor,
                MaskBelow = plain.MaskBelow,
                MaskAbove = plain.MaskAbove == double.MaxValue ? 0 : plain.MaskAbove,
            },
            new KlOptions { Beta = plain.Beta, Estimator = plain.Estimator });

        var result = objective.Compute(new LossInput
        {
            LogProbs = current,
            OldLogProbs = tensor(tokens.Old),
            EngineLogProbs = tensor(tokens.Engine),
            ReferenceLogProbs = tensor(tokens.Reference),
            Advantages = tensor(tokens.Advantages),
            Responses = new ResponseIndex(tokens.Responses, current),
            Shares = tensor(shares[0]).to(ScalarType.Float64),
        });
        result.Loss.backward();
        return (result.Loss.item<double>(), current.grad!.data<double>().ToArray(), (
            result.Tokens.Ratio.data<double>().ToArray(), result.Tokens.Clipped.data<bool>().ToArray(),
            result.Importance.Weights.data<double>().ToArray()));
    }
}
