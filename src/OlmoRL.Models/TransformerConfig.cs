using OlmoRL.Models.Checkpoints;
using OlmoRL.Recipes;
using static TorchSharp.torch;

namespace OlmoRL.Models;

/// <summary>The shape of an Olmo 3 transformer, as config.json of a Hugging Face checkpoint gives it.</summary>
public sealed record TransformerConfig
{
    /// <summary>Tokens that exist: what logits range over.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>Rows of embedding and head; those beyond the vocabulary are padding and never take part.</summary>
    /// <remarks>OLMo-core trains with 100,352 rows of 100,278 tokens; its Hugging Face export cuts the padding off.</remarks>
    public int EmbeddingRows
    {
        get => field == 0 ? VocabularySize : field;
        init;
    }

    /// <summary>Width of the residual stream.</summary>
    public required int HiddenSize { get; init; }

    /// <summary>Width inside the SwiGLU block.</summary>
    public required int IntermediateSize { get; init; }

    /// <summary>Decoder layers.</summary>
    public required int LayerCount { get; init; }

    /// <summary>Query heads.</summary>
    public required int HeadCount { get; init; }

    /// <summary>Key and value heads; divides <see cref="HeadCount"/>.</summary>
    public required int KeyValueHeadCount { get; init; }

    /// <summary>Width of one head; hidden size over heads unless given.</summary>
    public int HeadSize
    {
        get => field == 0 ? HiddenSize / HeadCount : field;
        init;
    }

    /// <summary>Longest sequence, tokens.</summary>
    public required int MaxPositions { get; init; }

    /// <summary>Keys a sliding layer sees, itself included; 0 when no layer slides (Olmo 2).</summary>
    public int SlidingWindow { get; init; }

    /// <summary>Base of the rotary frequencies.</summary>
    public double RopeTheta { get; init; } = 500_000;

    /// <summary>Scaling of the full-attention layers, or null.</summary>
    public YarnScaling? Yarn { get; init; }

    /// <summary>Added to the mean square before the root.</summary>
    public double RmsNormEpsilon { get; init; } = 1e-6;

    /// <summary>Standard deviation of the initial weights.</summary>
    public double InitializerRange { get; init; } = 0.02;

    /// <summary>Starts a document, or null; Olmo has none of its own.</summary>
    public int? BeginningOfTextId { get; init; }

    /// <summary>Ends a document.</summary>
    public int EndOfTextId { get; init; }

    /// <summary>Fills rows; never trained.</summary>
    public int PadId { get; init; }

    /// <summary>Layers whose keys are limited to the window; null derives 3 of 4 (every fourth layer is full).</summary>
    public IReadOnlyList<bool>? SlidingLayers { get; init; }

    /// <summary>Width of the queries of one token over all heads.</summary>
    public int QuerySize => HeadCount * HeadSize;

    /// <summary>Width of the keys of one token over all heads.</summary>
    public int KeyValueSize => KeyValueHeadCount * HeadSize;

    /// <summary>Whether a layer sees only the window.</summary>
    public bool IsSliding(int layer) =>
        SlidingWindow > 0 && (SlidingLayers is { } given ? given[layer] : (layer + 1) % 4 != 0);

    /// <summary>Weights in all, each counted once.</summary>
    public long ParameterCount =>
        2L * EmbeddingRows * HiddenSize + HiddenSize + LayerCount * (
            (long)HiddenSize * (2 * QuerySize + 2 * KeyValueSize + 3L * IntermediateSize)
            + 2L * HiddenSize + QuerySize + KeyValueSize);

    /// <summary>A model to be trained from nothing; token ids are the caller's to set.</summary>
    public static TransformerConfig Of(ModelShape shape) => new()
    {
        VocabularySize = shape.VocabularySize,
        HiddenSize = shape.HiddenSize,
        IntermediateSize = shape.IntermediateSize,
        LayerCount = shape.Layers,
        HeadCount = shape.Heads,
        KeyValueHeadCount = shape.KeyValueHeads,
        HeadSize = shape.HeadSize,
        MaxPositions = shape.MaxPositions,
        SlidingWindow = shape.SlidingWindow,
        RopeTheta = shape.RopeTheta,
        InitializerRange = shape.InitializerRange,
        Yarn = shape.YarnFactor == 1 ? null : new YarnScaling
        {
            Factor = shape.YarnFactor,
            OriginalMaxPositions = (int)(shape.MaxPositions / shape.YarnFactor),
            AttentionFactor = YarnScaling.DefaultAttentionFactor(shape.YarnFactor),
        },
    };

    /// <summary>Reads config.json.</summary>
    /// <exception cref="InvalidDataException">A field is missing, of another kind, or names another architecture.</exception>
    public static TransformerConfig Read(string path) => ConfigReader.Read(path);

    /// <summary>The content of config.json in the spelling of transformers 4.57, for weights of some dtype.</summary>
    public string ToJson(ScalarType dtype = ScalarType.Float32) => ConfigWriter.ToJson(this, dtype);
}
