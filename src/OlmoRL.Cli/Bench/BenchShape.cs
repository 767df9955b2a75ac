using OlmoRL.Models;

namespace OlmoRL.Cli.Bench;

/// <summary>A model shape that figures are given for.</summary>
/// <param name="Name">As tables show it.</param>
/// <param name="Config">The shape.</param>
/// <param name="MostCachedTokens">Largest batch times context that is measured.</param>
internal sealed record BenchShape(string Name, TransformerConfig Config, int MostCachedTokens)
{
    /// <summary>7M: 6 layers, 256 wide.</summary>
    public static BenchShape Small { get; } = new("7M", new TransformerConfig
    {
        VocabularySize = 2048,
        HiddenSize = 256,
        IntermediateSize = 1024,
        LayerCount = 6,
        HeadCount = 4,
        KeyValueHeadCount = 4,
        MaxPositions = 4096,
    }, 262_144);

    /// <summary>110M: 12 layers, 768 wide.</summary>
    public static BenchShape Medium { get; } = new("110M", new TransformerConfig
    {
        VocabularySize = 32_000,
        HiddenSize = 768,
        IntermediateSize = 2048,
        LayerCount = 12,
        HeadCount = 12,
        KeyValueHeadCount = 12,
        MaxPositions = 4096,
    }, 65_536);

    /// <summary>Multiplications and additions of the matrix products of one token; attention is not counted.</summary>
    public double MatrixFlops => 2.0 * MatrixWeights;

    /// <summary>Weights that decoding one token reads.</summary>
    public long MatrixWeights => Config.LayerCount * (long)Config.HiddenSize
        * (2 * Config.QuerySize + 2 * Config.KeyValueSize + 3L * Config.IntermediateSize)
        + (long)Config.HiddenSize * Config.VocabularySize;
}
