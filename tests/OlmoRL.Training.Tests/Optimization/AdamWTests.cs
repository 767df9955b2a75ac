using OlmoRL.Training.Collectives;
using OlmoRL.Training.Optimization;
using static TorchSharp.torch;

namespace OlmoRL.Training.Tests.Optimization;

public sealed class AdamWTests
{
    private static readonly AdamWOptions Options = new() { Beta1 = 0.9, Beta2 = 0.95, Epsilon = 1e-8, WeightDecay = 0.1 };

    [Fact]
    public void Five_steps_follow_the_published_algorithm()
    {
        using var scope = NewDisposeScope();
        var decayed = tensor(new[] { 1f, -2f, 3f }, requires_grad: true);
        var undecayed = tensor(new[] { 0.5f }, requires_grad: true);
        using var optimizer = new AdamW([decayed, undecayed], [undecayed], Options, Shard.Whole);
        double[] expected = [1, -2, 3, 0.5], first = new double[4], second = new double[4];

        for (var step = 1; step <= 5; step++)
        {
            double[] gradients = [0.1 * step, -0.2, 0.3 / step, 0.4];
            decayed.grad = tensor(gradients[..3].Select(g => (float)g).ToArray());
            undecayed.grad = tensor(new[] { (float)gradients[3] });
            optimizer.Step(0.01);
            for (var i = 0; i < 4; i++)
            {
                expected[i] *= 1 - 0.01 * (i < 3 ? 0.1 : 0);
                first[i] = 0.9 * first[i] + 0.1 * gradients[i];
                second[i] = 0.95 * second[i] + 0.05 * gradients[i] * gradients[i];
                expected[i] -= 0.01 * (first[i] / (1 - Math.Pow(0.9, step)))
                    / (Math.Sqrt(second[i] / (1 - Math.Pow(0.95, step))) + 1e-8);
            }
        }

        float[] actual = [.. decayed.detach().data<float>().ToArray(), .. undecayed.detach().data<float>().ToArray()];
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
    }

    [Theory]
    [InlineData(100, 5.0, 1.0)]
    [InlineData(1, 5.0, 0.2)]
    public void Gradients_are_scaled_to_the_limit_and_the_norm_before_is_told(double limit, double norm, double scale)
    {
        using var scope = NewDisposeScope();
        var parameter = zeros(2, requires_grad: true);
        parameter.grad = tensor(new[] { 3f, 4f });
        using var optimizer = new AdamW([parameter], [], Options, Shard.Whole);

        var told = optimizer.ClipGradients(limit);

        Assert.Equal(norm, told, 1e-5);
        Assert.Equal(3 * scale, parameter.grad.data<float>()[0], 1e-4);
    }
}
