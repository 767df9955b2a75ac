namespace OlmoRL.Recipes;

/// <summary>Shapes by name: the released Olmo 3 models, and the smaller family of OLMo-core's scaling runs.</summary>
/// <remarks>
/// 7B and 32B are as released: 65,536 positions, YaRN 8 on full layers. The others are as OLMo-core defines them: 8,192
/// positions, no scaling. https://github.com/allenai/OLMo-core
/// </remarks>
public static class ModelPresets
{
    private static readonly Dictionary<string, ModelShape> Known = new(StringComparer.Ordinal)
    {
        ["quickstart"] = Shape(128, 384, layers: 4, heads: 4, keyValueHeads: 2) with
        {
            VocabularySize = 512,
            MaxPositions = 256,
            SlidingWindow = 24,
            YarnFactor = 4,
            InitializerRange = 0.08,
        },
        ["olmo3-1m"] = Shape(12, 256, layers: 4, heads: 4) with { HeadSize = 4 },
        ["olmo3-14m"] = Shape(128, 512, layers: 4, heads: 8),
        ["olmo3-30m"] = Shape(256, 768, layers: 4, heads: 8),
        ["olmo3-60m"] = Shape(384, 1536, layers: 8, heads: 8),
        ["olmo3-100m"] = Shape(512, 2048, layers: 12, heads: 8),
        ["olmo3-190m"] = Shape(768, 3072, layers: 12, heads: 12),
        ["olmo3-370m"] = Shape(1024, 4096, layers: 16, heads: 16),
        ["olmo3-600m"] = Shape(1280, 5120, layers: 16, heads: 16),
        ["olmo3-760m"] = Shape(1536, 6144, layers: 16, heads: 16),
        ["olmo3-1b"] = Shape(2048, 8192, layers: 16, heads: 16),
        ["olmo3-7b"] = Released(Shape(4096, 11_008, layers: 32, heads: 32)),
        ["olmo3-32b"] = Released(Shape(5120, 27_648, layers: 64, heads: 40, keyValueHeads: 8)),
    };

    /// <summary>What may stand in a recipe, from small to large.</summary>
    public static IReadOnlyCollection<string> Names => Known.Keys;

    /// <summary>The shape behind a name, or null.</summary>
    public static ModelShape? Find(string name) => Known.GetValueOrDefault(name);

    private static ModelShape Shape(int hidden, int intermediate, int layers, int heads, int? keyValueHeads = null) => new()
    {
        VocabularySize = 100_278,
        HiddenSize = hidden,
        IntermediateSize = intermediate,
        Layers = layers,
        Heads = heads,
        KeyValueHeads = keyValueHeads ?? heads,
        HeadSize = hidden / heads,
        MaxPositions = 8192,
        SlidingWindow = 4096,
    };

    private static ModelShape Released(ModelShape shape) => shape with { MaxPositions = 65_536, YarnFactor = 8 };
}
