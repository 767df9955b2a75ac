using OlmoRL.Training.Forward;
using OlmoRL.Training.Kernels;
using static TorchSharp.torch;

namespace OlmoRL.Training.Tests.Kernels;

public sealed class VocabularyKernelTests
{
    private const int Tokens = 37;
    private const int Size = 203; // no multiple of a vector
    private const int Hidden = 64;

    [Theory]
    [InlineData(1.0)]
    [InlineData(0.7)]
    public void Log_probs_entropies_and_gradients_are_those_of_the_logits_in_double_precision(double temperature)
    {
        Assert.SkipUnless(KernelSupport.IsAvailable(CPU), "this processor has no bf16 products (AVX512_BF16)");
        using var scope = NewDisposeScope();
        var generator = new Generator(2);
        var hidden = randn(Tokens, Hidden, generator: generator).bfloat16();
        var weight = (randn(Size, Hidden, generator: generator) * 0.4).bfloat16();
        var targets = arange(Tokens) * 5;
        var slope = randn(Tokens, generator: generator);
        var head = new VocabularyHead(weight, temperature, logitsPerChunk: 10 * Size);
        var weightGradient = zeros(Size, Hidden);

        var (logProbs, entropy) = head.Forward(hidden, targets);
        var gradient = head.Backward(hidden, targets, logProbs, slope, weightGradient);

        // The logits are rounded to bf16 by the product; everything after it is compared.
        var logits = nn.functional.linear(hidden, weight).to(ScalarType.Float64) / temperature;
        var expected = nn.functional.log_softmax(logits, -1);
        var p = expected.exp();
        var slopes = -p * slope.unsqueeze(-1) / temperature;
        slopes = slopes.scatter_add(-1, targets.unsqueeze(-1), (slope / temperature).to(ScalarType.Float64).unsqueeze(-1));
        AssertNear(expected.gather(-1, targets.unsqueeze(-1)).squeeze(-1), logProbs, 2e-6);
        AssertNear(-(p * expected).sum(-1), entropy, 2e-6);
        AssertNear(slopes.matmul(weight.to(ScalarType.Float64)), gradient, 0.01);
        AssertNear(slopes.t().matmul(hidden.to(ScalarType.Float64)), weightGradient, 0.01);
    }

    private static void AssertNear(Tensor expected, Tensor actual, double tolerance) =>
        Assert.InRange((actual.to(ScalarType.Float64) - expected).abs().max().item<double>() / expected.abs().max().item<double>(), 0, tolerance);
}
