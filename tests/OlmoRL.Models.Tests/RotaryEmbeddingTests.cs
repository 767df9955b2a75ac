using OlmoRL.Recipes;
using static TorchSharp.torch;

namespace OlmoRL.Models.Tests;

public sealed class RotaryEmbeddingTests
{
    private static readonly TransformerConfig Olmo3 = TransformerConfig.Of(ModelPresets.Find("olmo3-7b")!);

    // facts/olmo3-model.md, table 1.5
    [Theory]
    [InlineData(0, 1f, 1f)]
    [InlineData(1, 0.8146172f, 0.8146172f)]
    [InlineData(10, 0.12868738f, 0.12868738f)]
    [InlineData(18, 0.024955409f, 0.024955409f)]
    [InlineData(19, 0.020329105f, 0.019282755f)]
    [InlineData(25, 0.0059407307f, 0.0038003202f)]
    [InlineData(26, 0.0048394212f, 0.0028467185f)]
    [InlineData(30, 0.0021311196f, 0.0008148398f)]
    [InlineData(34, 0.00093847385f, 0.00016561303f)]
    [InlineData(35, 0.000764497f, 0.00009556212f)]
    [InlineData(48, 5.3182957E-05f, 6.6478697E-06f)]
    [InlineData(63, 2.4551407E-06f, 3.068926E-07f)]
    public void Frequencies_are_those_of_the_published_table_to_one_ulp(int j, float plain, float yarn)
    {
        Assert.Equal(1.2079441541679836, Olmo3.Yarn!.AttentionFactor, 1e-15);
        AssertWithinOneUlp(plain, RotaryEmbedding.InverseFrequencies(Olmo3, null)[j]);
        AssertWithinOneUlp(yarn, RotaryEmbedding.InverseFrequencies(Olmo3, Olmo3.Yarn)[j]);
    }

    [Fact]
    public void The_scaling_and_its_factor_reach_full_layers_alone()
    {
        using var scope = NewDisposeScope();
        using var scaled = new RotaryEmbedding(Olmo3, CPU);
        using var plain = new RotaryEmbedding(Olmo3 with { Yarn = null }, CPU);
        var positions = tensor(new long[] { 0, 1, 4095, 60_000 });

        var (with, without) = (scaled.Rows(positions), plain.Rows(positions));

        Assert.True(with.CosSliding.equal(without.CosSliding).all().item<bool>());
        Assert.True(with.SinSliding.equal(without.SinSliding).all().item<bool>());
        Assert.Equal(1.2079442f, with.CosFull[0, 0, 7].item<float>()); // position 0: cos is 1
        Assert.Equal(1.0f, without.CosFull[0, 0, 7].item<float>());
        var angle = 60_000f * RotaryEmbedding.InverseFrequencies(Olmo3, Olmo3.Yarn)[40];
        Assert.Equal(1.2079441541679836 * Math.Sin(angle), with.SinFull[3, 0, 40].item<float>(), 1e-6);
    }

    private static void AssertWithinOneUlp(float expected, float actual) =>
        Assert.InRange(actual, MathF.BitDecrement(expected), MathF.BitIncrement(expected));
}
