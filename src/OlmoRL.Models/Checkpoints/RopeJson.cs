using System.Text.Json.Nodes;

namespace OlmoRL.Models.Checkpoints;

/// <summary>The rotary part of config.json, in the three shapes that transformers has written it.</summary>
/// <remarks>
/// (a) rope_theta beside rope_scaling (4.x); (b) one rope_parameters; (c) rope_parameters by layer type. In all of them
/// sliding layers are plain and a scaling is that of the full layers: transformers 5.x reads (b) as one table for all
/// layers, which is wrong for Olmo 3. Shape (a) is written: 4.57, vLLM and llama.cpp read it.
/// </remarks>
internal static class RopeJson
{
    private const double DefaultTheta = 500_000;

    public static (double Theta, YarnScaling? Yarn) Read(JsonObject config, string path)
    {
        var theta = (double?)config["rope_theta"];
        var scaling = config["rope_scaling"];
        if (config["rope_parameters"] is JsonObject parameters)
        {
            var full = parameters["full_attention"] ?? parameters;
            var sliding = parameters["sliding_attention"] ?? parameters;
            theta = (double?)full["rope_theta"] ?? (double?)sliding["rope_theta"] ?? theta;
            if ((double?)sliding["rope_theta"] is { } other && other != theta)
                throw new InvalidDataException($"{path}: rope_theta differs between layer types: {theta} and {other}");
            scaling = full;
        }

        return (theta ?? DefaultTheta, Scaling(scaling, config, path));
    }

    public static void Write(JsonObject config, TransformerConfig model)
    {
        config["rope_theta"] = model.RopeTheta;
        config["rope_scaling"] = model.Yarn is not { } yarn ? null : new JsonObject
        {
            ["rope_type"] = "yarn",
            ["factor"] = ConfigWriter.Float(yarn.Factor),
            ["original_max_position_embeddings"] = yarn.OriginalMaxPositions,
            ["beta_fast"] = ConfigWriter.Float(yarn.BetaFast),
            ["beta_slow"] = ConfigWriter.Float(yarn.BetaSlow),
            ["attention_factor"] = ConfigWriter.Float(yarn.AttentionFactor),
        };
    }

    private static YarnScaling? Scaling(JsonNode? scaling, JsonObject config, string path)
    {
        switch ((string?)(scaling?["rope_type"] ?? scaling?["type"]))
        {
            case null or "default":
                return null;
            case "yarn":
                break;
            case var other:
                throw new InvalidDataException($"{path}: rope_type {other} is not supported; allowed: default, yarn");
        }

        var original = (int?)scaling!["original_max_position_embeddings"];
        var factor = (double?)scaling["factor"]
            ?? (original is { } before ? (double?)config["max_position_embeddings"] / before : null)
            ?? throw new InvalidDataException($"{path}: yarn scaling without a factor");
        return new YarnScaling
        {
            Factor = factor,
            OriginalMaxPositions = original ?? (int)((double)config["max_position_embeddings"]! / factor),
            BetaFast = (double?)scaling["beta_fast"] ?? 32,
            BetaSlow = (double?)scaling["beta_slow"] ?? 1,
            AttentionFactor = (double?)scaling["attention_factor"] ?? YarnScaling.DefaultAttentionFactor(factor),
        };
    }
}
