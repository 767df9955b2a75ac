using System.Text.Json;
using System.Text.Json.Nodes;

namespace OlmoRL.Models;

/// <summary>The YaRN scaling of full-attention layers.</summary>
/// <remarks>arXiv 2309.00071; the numbers of Olmo 3 are in its config.json under rope_scaling.</remarks>
public sealed record YarnScaling
{
    /// <summary>How many times longer than the original context positions may get.</summary>
    public required double Factor { get; init; }

    /// <summary>Context length before scaling, in tokens.</summary>
    public required int OriginalMaxPositions { get; init; }

    /// <summary>Rotations over the original context above which a frequency is left alone.</summary>
    public double BetaFast { get; init; } = 32;

    /// <summary>Rotations below which a frequency is divided by the factor.</summary>
    public double BetaSlow { get; init; } = 1;

    /// <summary>Multiplies cos and sin; 0.1 ln(factor) + 1 unless the file says otherwise.</summary>
    public required double AttentionFactor { get; init; }
}

/// <summary>The shape of an Olmo 3 transformer, as config.json of a Hugging Face checkpoint gives it.</summary>
public sealed record TransformerConfig
{
    /// <summary>Rows of the embedding, tokens.</summary>
    public required int VocabularySize { get; init; }

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

    /// <summary>Ends a document.</summary>
    public int EndOfTextId { get; init; }

    /// <summary>Fills rows; never trained.</summary>
    public int PadId { get; init; }

    /// <summary>Layers whose keys are limited to the window; null derives 3 of 4 (every fourth layer is full).</summary>
    public IReadOnlyList<bool>? SlidingLayers { get; init; }

    /// <summary>Width of one head.</summary>
    public int HeadSize => HiddenSize / HeadCount;

    /// <summary>Width of the keys of one token over all heads.</summary>
    public int KeyValueSize => KeyValueHeadCount * HeadSize;

    /// <summary>Whether a layer sees only the window.</summary>
    public bool IsSliding(int layer) =>
        SlidingWindow > 0 && (SlidingLayers is { } given ? given[layer] : (layer + 1) % 4 != 0);

    /// <summary>Weights in all, each counted once.</summary>
    public long ParameterCount =>
        2L * VocabularySize * HiddenSize + HiddenSize + LayerCount * (
            (long)HiddenSize * (2 * HiddenSize + 2 * KeyValueSize + 3L * IntermediateSize)
            + 3L * HiddenSize + KeyValueSize);

    /// <summary>Reads config.json.</summary>
    /// <exception cref="InvalidDataException">A field is missing or names another architecture.</exception>
    public static TransformerConfig Read(string path)
    {
        var json = JsonNode.Parse(File.ReadAllText(path)) ?? throw new InvalidDataException($"{path}: empty");
        var type = (string?)json["model_type"];
        if (type is not ("olmo3" or "olmo2"))
            throw new InvalidDataException($"{path}: model_type {type} is not supported; allowed: olmo3, olmo2");

        int Required(string key) =>
            (int?)json[key] ?? throw new InvalidDataException($"{path}: {key} is missing");
        var heads = Required("num_attention_heads");
        return new TransformerConfig
        {
            VocabularySize = Required("vocab_size"),
            HiddenSize = Required("hidden_size"),
            IntermediateSize = Required("intermediate_size"),
            LayerCount = Required("num_hidden_layers"),
            HeadCount = heads,
            KeyValueHeadCount = (int?)json["num_key_value_heads"] ?? heads,
            MaxPositions = Required("max_position_embeddings"),
            SlidingWindow = type == "olmo3" ? Required("sliding_window") : 0,
            RopeTheta = (double?)json["rope_theta"] ?? 500_000,
            Yarn = ReadYarn(json["rope_scaling"]),
            RmsNormEpsilon = (double?)json["rms_norm_eps"] ?? 1e-5,
            InitializerRange = (double?)json["initializer_range"] ?? 0.02,
            EndOfTextId = (int?)json["eos_token_id"] ?? 0,
            PadId = (int?)json["pad_token_id"] ?? 0,
            SlidingLayers = json["layer_types"] is JsonArray types
                ? [.. types.Select(t => (string?)t == "sliding_attention")]
                : null,
        };
    }

    /// <summary>The content of config.json, in the spelling of transformers 4.57.</summary>
    public string ToJson()
    {
        var json = new JsonObject
        {
            ["architectures"] = new JsonArray("Olmo3ForCausalLM"),
            ["model_type"] = "olmo3",
            ["vocab_size"] = VocabularySize,
            ["hidden_size"] = HiddenSize,
            ["intermediate_size"] = IntermediateSize,
            ["num_hidden_layers"] = LayerCount,
            ["num_attention_heads"] = HeadCount,
            ["num_key_value_heads"] = KeyValueHeadCount,
            ["hidden_act"] = "silu",
            ["max_position_embeddings"] = MaxPositions,
            ["sliding_window"] = SlidingWindow,
            ["layer_types"] = new JsonArray([.. Enumerable.Range(0, LayerCount)
                .Select(i => (JsonNode)(IsSliding(i) ? "sliding_attention" : "full_attention"))]),
            ["rope_theta"] = RopeTheta,
            ["rope_scaling"] = Yarn is null ? null : new JsonObject
            {
                ["rope_type"] = "yarn",
                ["factor"] = Yarn.Factor,
                ["original_max_position_embeddings"] = Yarn.OriginalMaxPositions,
                ["beta_fast"] = Yarn.BetaFast,
                ["beta_slow"] = Yarn.BetaSlow,
                ["attention_factor"] = Yarn.AttentionFactor,
            },
            ["rms_norm_eps"] = RmsNormEpsilon,
            ["attention_bias"] = false,
            ["attention_dropout"] = 0.0,
            ["tie_word_embeddings"] = false,
            ["initializer_range"] = InitializerRange,
            ["use_cache"] = true,
            ["eos_token_id"] = EndOfTextId,
            ["pad_token_id"] = PadId,
            ["torch_dtype"] = "float32",
        };
        return json.ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n";
    }

    private static YarnScaling? ReadYarn(JsonNode? scaling)
    {
        if (scaling is null || (string?)(scaling["rope_type"] ?? scaling["type"]) is not "yarn")
            return null;
        var factor = (double)scaling["factor"]!;
        return new YarnScaling
        {
            Factor = factor,
            OriginalMaxPositions = (int)scaling["original_max_position_embeddings"]!,
            BetaFast = (double?)scaling["beta_fast"] ?? 32,
            BetaSlow = (double?)scaling["beta_slow"] ?? 1,
            AttentionFactor = (double?)scaling["attention_factor"] ?? 0.1 * Math.Log(factor) + 1,
        };
    }
}
