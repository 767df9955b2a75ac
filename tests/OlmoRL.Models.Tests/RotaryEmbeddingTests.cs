namespace OlmoRL.Models.Tests;

public sealed class RotaryEmbeddingTests
{
    private static readonly TransformerConfig Olmo3 = new()
    {
        VocabularySize = 100_278,
        HiddenSize = 4096,
        IntermediateSize = 11_008,
        LayerCount = 32,
        HeadCount = 32,
        KeyValueHeadCount = 32,
        MaxPositions = 65_536,
        SlidingWindow = 4096,
        Yarn = new YarnScaling { Factor = 8, OriginalMaxPositions = 8192, AttentionFactor = 1.2079441541679836 },
    };

    // facts/olmo3-model.md, table 1.5
    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(1, 0.8146172, 0.8146172)]
    [InlineData(10, 0.12868738, 0.12868738)]
    [InlineData(18, 0.024955409, 0.024955409)]
    [InlineData(19, 0.020329105, 0.019282755)]
    [InlineData(26, 0.0048394212, 0.0028467185)]
    [InlineData(34, 0.00093847385, 0.00016561303)]
    [InlineData(35, 0.000764497, 0.00009556212)]
    [InlineData(63, 2.4551407E-06, 3.068926E-07)]
    public void Frequencies_are_those_of_the_published_table(int j, double plain, double yarn)
    {
        Assert.Equal(plain, RotaryEmbedding.InverseFrequencies(Olmo3, null)[j], plain * 1e-6);
        Assert.Equal(yarn, RotaryEmbedding.InverseFrequencies(Olmo3, Olmo3.Yarn)[j], yarn * 1e-6);
    }
}
