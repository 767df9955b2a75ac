using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using static TorchSharp.torch;

namespace OlmoRL.Models.Checkpoints;

/// <summary>Writes config.json in the spelling of transformers 4.57.</summary>
internal static class ConfigWriter
{
    public static string ToJson(TransformerConfig config, ScalarType dtype)
    {
        var sliding = config.SlidingWindow > 0;
        var json = new JsonObject
        {
            ["architectures"] = new JsonArray(sliding ? "Olmo3ForCausalLM" : "Olmo2ForCausalLM"),
            ["model_type"] = sliding ? "olmo3" : "olmo2",
            ["vocab_size"] = config.EmbeddingRows,
            ["hidden_size"] = config.HiddenSize,
            ["intermediate_size"] = config.IntermediateSize,
            ["num_hidden_layers"] = config.LayerCount,
            ["num_attention_heads"] = config.HeadCount,
            ["num_key_value_heads"] = config.KeyValueHeadCount,
            ["hidden_act"] = "silu",
            ["max_position_embeddings"] = config.MaxPositions,
        };
        if (config.HeadSize * config.HeadCount != config.HiddenSize)
            json["head_dim"] = config.HeadSize;
        if (config.EmbeddingRows != config.VocabularySize)
            json["unpadded_vocab_size"] = config.VocabularySize; // ours; others ignore it
        if (sliding)
        {
            json["sliding_window"] = config.SlidingWindow;
            json["layer_types"] = new JsonArray([.. Enumerable.Range(0, config.LayerCount)
                .Select(i => (JsonNode)(config.IsSliding(i) ? "sliding_attention" : "full_attention"))]);
        }

        RopeJson.Write(json, config);
        json["rms_norm_eps"] = Float(config.RmsNormEpsilon);
        json["attention_bias"] = false;
        json["attention_dropout"] = Float(0);
        json["tie_word_embeddings"] = false;
        json["initializer_range"] = Float(config.InitializerRange);
        json["use_cache"] = true;
        json["bos_token_id"] = config.BeginningOfTextId;
        json["eos_token_id"] = config.EndOfTextId;
        json["pad_token_id"] = config.PadId;
        json["dtype"] = CheckpointTypes.Name(dtype);
        return json.ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n";
    }

    /// <summary>As Python writes it: transformers warns where a whole number stands for a float.</summary>
    public static JsonNode Float(double value)
    {
        var text = value.ToString("R", CultureInfo.InvariantCulture).ToLowerInvariant();
        return JsonNode.Parse(text.AsSpan().IndexOfAny('.', 'e') < 0 ? text + ".0" : text)!;
    }
}
