using System.Text.Json;
using System.Text.Json.Nodes;

namespace OlmoRL.Models.Checkpoints;

/// <summary>Reads config.json as any transformers version wrote it, and refuses what the model would get wrong.</summary>
internal sealed class ConfigReader
{
    private readonly string _path;
    private readonly JsonObject _json;

    private ConfigReader(string path, JsonObject json) => (_path, _json) = (path, json);

    public static TransformerConfig Read(string path)
    {
        try
        {
            var json = JsonNode.Parse(File.ReadAllText(path)) as JsonObject
                ?? throw new InvalidDataException($"{path}: not a JSON object");
            return new ConfigReader(path, json).Config();
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException or FormatException
                                          or OverflowException or ArgumentException)
        {
            throw new InvalidDataException($"{path}: {malformed.Message}");
        }
    }

    private TransformerConfig Config()
    {
        var type = (string?)_json["model_type"];
        if (type is not ("olmo3" or "olmo2"))
            throw Refuse("model_type", type, "olmo3, olmo2");
        Allow("hidden_act", "silu");
        AllowFalse("attention_bias");
        AllowFalse("tie_word_embeddings");

        int rows = Positive("vocab_size"), layers = Positive("num_hidden_layers");
        int hidden = Positive("hidden_size"), heads = Positive("num_attention_heads");
        var keyValueHeads = _json["num_key_value_heads"] is null ? heads : Positive("num_key_value_heads");
        if (heads % keyValueHeads != 0)
            throw Refuse("num_key_value_heads", keyValueHeads, $"a divisor of num_attention_heads, {heads}");
        var headSize = _json["head_dim"] is null ? hidden / heads : Positive("head_dim");
        if (headSize % 2 != 0 || (_json["head_dim"] is null && hidden % heads != 0))
            throw Refuse("num_attention_heads", heads, "a divisor of hidden_size that leaves an even width");
        var (theta, yarn) = RopeJson.Read(_json, _path);
        var endOfText = Ids("eos_token_id");
        return new TransformerConfig
        {
            VocabularySize = _json["unpadded_vocab_size"] is null ? rows : Positive("unpadded_vocab_size"),
            EmbeddingRows = rows,
            HiddenSize = hidden,
            IntermediateSize = Positive("intermediate_size"),
            LayerCount = layers,
            HeadCount = heads,
            KeyValueHeadCount = keyValueHeads,
            HeadSize = headSize,
            MaxPositions = Positive("max_position_embeddings"),
            SlidingWindow = type == "olmo3" ? Positive("sliding_window") : 0,
            RopeTheta = theta,
            Yarn = yarn,
            RmsNormEpsilon = (double?)_json["rms_norm_eps"] ?? 1e-5,
            InitializerRange = (double?)_json["initializer_range"] ?? 0.02,
            BeginningOfTextId = Ids("bos_token_id") is [var first, ..] ? first : null,
            EndOfTextId = endOfText.Length == 0 ? 0 : endOfText[0],
            PadId = Ids("pad_token_id") is [var pad, ..] ? pad : 0,
            SlidingLayers = type == "olmo3" ? LayerTypes(layers) : null,
        };
    }

    private bool[]? LayerTypes(int layers)
    {
        if (_json["layer_types"] is not JsonArray types)
            return null;
        if (types.Count != layers)
            throw Refuse("layer_types", types.Count, $"one for each of {layers} layers");
        return
        [
            .. types.Select(t => (string?)t switch
            {
                "sliding_attention" => true,
                "full_attention" => false,
                var other => throw Refuse("layer_types", other, "sliding_attention, full_attention"),
            }),
        ];
    }

    private int[] Ids(string key) => _json[key] switch
    {
        null => [],
        JsonArray several => [.. several.Select(id => (int)id!)],
        var one => [(int)one],
    };

    private int Positive(string key)
    {
        var value = _json[key] ?? throw new InvalidDataException($"{_path}: {key} is missing");
        return value.GetValueKind() == JsonValueKind.Number && value.AsValue().TryGetValue(out int number) && number > 0
            ? number
            : throw Refuse(key, value.ToJsonString(), "a positive integer");
    }

    private void Allow(string key, string only)
    {
        if (_json[key] is { } value && (string?)value != only)
            throw Refuse(key, value, only);
    }

    private void AllowFalse(string key)
    {
        if (_json[key] is { } value && (bool)value)
            throw Refuse(key, "true", "false");
    }

    private InvalidDataException Refuse(string key, object? value, string allowed) =>
        new($"{_path}: {key} {value} is not supported; allowed: {allowed}");
}
