using OlmoRL.Recipes;
using OlmoRL.Training.Preferences;
using static TorchSharp.torch;

namespace OlmoRL.Training.Tests.Preferences;

public sealed class PreferenceLossTests : IDisposable
{
    private readonly IDisposable _scope = NewDisposeScope();

    public static TheoryData<PreferenceLossType> Types => [.. Enum.GetValues<PreferenceLossType>()];

    // Two pairs, written out: sums -6 of 3 tokens against -8 of 2, reference -7 and -7.5; and one pair the wrong way round.
    private static readonly double[] Chosen = [-6, -9], Rejected = [-8, -4], ReferenceChosen = [-7, -8], ReferenceRejected = [-7.5, -5];
    private static readonly double[] ChosenTokens = [3, 4], RejectedTokens = [2, 5];

    [Theory]
    [InlineData(PreferenceLossType.Dpo, 0.0)]
    [InlineData(PreferenceLossType.Dpo, 0.1)]
    [InlineData(PreferenceLossType.DpoNorm, 0.0)]
    [InlineData(PreferenceLossType.Simpo, 0.0)]
    [InlineData(PreferenceLossType.Wpo, 0.2)]
    public void The_value_is_that_of_the_formula(PreferenceLossType type, double smoothing)
    {
        var options = new PreferenceLossOptions(type, Beta: 0.7, smoothing, MarginOverBeta: 0.3);

        var result = PreferenceLoss.Compute(options, Pairs(Chosen, Rejected), Pairs(ReferenceChosen, ReferenceRejected));

        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(Formula(options, i, Chosen[i]), result.Loss[i].item<float>(), 5);
            Assert.Equal(Rewards(options, i).Chosen, result.ChosenReward[i].item<float>(), 5);
            Assert.Equal(Rewards(options, i).Rejected, result.RejectedReward[i].item<float>(), 5);
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void The_gradient_is_that_of_finite_differences(PreferenceLossType type)
    {
        var options = new PreferenceLossOptions(type, Beta: 0.7, LabelSmoothing: 0.1, MarginOverBeta: 0.3);
        var policy = Pairs(Chosen, Rejected);
        _ = policy.Chosen.requires_grad_();

        PreferenceLoss.Compute(options, policy, Pairs(ReferenceChosen, ReferenceRejected)).Loss.sum().backward();

        const double step = 1e-5;
        for (var i = 0; i < 2; i++)
        {
            // The weight of wpo is a constant: it stays that of the unmoved pair.
            var slope = (Formula(options, i, Chosen[i] + step, weightAt: Chosen[i]) - Formula(options, i, Chosen[i] - step, weightAt: Chosen[i])) / (2 * step);
            Assert.Equal(slope, policy.Chosen.grad![i].item<float>(), 4);
        }
    }

    [Fact]
    public void A_policy_equal_to_its_reference_has_the_loss_of_a_coin()
    {
        var pairs = Pairs(Chosen, Rejected);

        var result = PreferenceLoss.Compute(new PreferenceLossOptions(PreferenceLossType.DpoNorm, Beta: 5), pairs, pairs);

        Assert.Equal(Math.Log(2), result.Loss[0].item<float>(), 6);
        Assert.Equal(0, result.ChosenReward[0].item<float>());
    }

    [Fact]
    public void Log_probs_are_summed_by_response()
    {
        using var logProbs = tensor(new[] { -1f, -2f, -4f, -8f, -16f });

        var pairs = PairLogProbs.Of(logProbs, [0, 3, 1, 2, 0], pairCount: 2);

        Assert.Equal([-17f, -8f], pairs.Chosen.data<float>());
        Assert.Equal([-4f, -2f], pairs.Rejected.data<float>());
        Assert.Equal([2f, 1f], pairs.ChosenTokens.data<float>());
    }

    public void Dispose() => _scope.Dispose();

    private static PairLogProbs Pairs(double[] chosen, double[] rejected)
    {
        static Tensor Of(double[] values) => tensor(Array.ConvertAll(values, v => (float)v));
        return new PairLogProbs(Of(chosen), Of(rejected), Of(ChosenTokens), Of(RejectedTokens));
    }

    private static (double Chosen, double Rejected) Rewards(PreferenceLossOptions options, int i)
    {
        var (chosen, rejected) = Ratios(options, i, Chosen[i]);
        return (options.Beta * chosen, options.Beta * rejected);
    }

    private static (double Chosen, double Rejected) Ratios(PreferenceLossOptions options, int i, double chosen)
    {
        var (nc, nr) = options.Type is PreferenceLossType.DpoNorm or PreferenceLossType.Simpo ? (ChosenTokens[i], RejectedTokens[i]) : (1, 1);
        return options.Type == PreferenceLossType.Simpo ? (chosen / nc, Rejected[i] / nr)
            : ((chosen - ReferenceChosen[i]) / nc, (Rejected[i] - ReferenceRejected[i]) / nr);
    }

    private static double Formula(PreferenceLossOptions options, int i, double chosen, double? weightAt = null)
    {
        var (c, r) = Ratios(options, i, chosen);
        var z = options.Beta * (c - r - (options.Type == PreferenceLossType.Simpo ? options.MarginOverBeta : 0));
        static double LogSigmoid(double x) => -Math.Log(1 + Math.Exp(-x));
        var loss = -(1 - options.LabelSmoothing) * LogSigmoid(z) - options.LabelSmoothing * LogSigmoid(-z);
        return options.Type != PreferenceLossType.Wpo ? loss
            : loss * Math.Min(1, Math.Exp((weightAt ?? chosen) / ChosenTokens[i] + Rejected[i] / RejectedTokens[i]));
    }
}
