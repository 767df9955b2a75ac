using System.Text.Json.Nodes;
using OlmoRL.Recipes;
using static TorchSharp.torch;

namespace OlmoRL.Models.Tests.Checkpoints;

public sealed class ConfigTests : IDisposable
{
    private const string Yarn = """
        "rope_type": "yarn", "factor": 8.0, "original_max_position_embeddings": 8192, "beta_fast": 32, "beta_slow": 1,
        "attention_factor": 1.2079441541679836
        """;

    private static readonly TransformerConfig Olmo3 = TransformerConfig.Of(ModelPresets.Find("olmo3-7b")!);
    private readonly string _path = Path.Combine(Directory.CreateTempSubdirectory("olmorl-").FullName, "config.json");

    [Theory]
    [InlineData($$$"""{"rope_theta": 500000, "rope_scaling": { {{{Yarn}}} }}""")]
    [InlineData("""{"rope_theta": 500000.0, "rope_scaling": {"type": "yarn", "factor": 8.0, "original_max_position_embeddings": 8192}}""")]
    [InlineData($$$"""{"rope_parameters": {"rope_theta": 500000, {{{Yarn}}} }}""")]
    [InlineData($$$"""{"rope_parameters": {"full_attention": {"rope_theta": 500000, {{{Yarn}}} }, "sliding_attention": {"rope_type": "default", "rope_theta": 500000} } }""")]
    public void All_shapes_of_rotary_parameters_say_the_same(string rope)
    {
        var config = Read(rope, remove: ["rope_theta", "rope_scaling"]);

        Assert.Equal(Olmo3.Yarn, config.Yarn);
        Assert.Equal(Olmo3.RopeTheta, config.RopeTheta);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"rope_scaling": null}""")]
    [InlineData("""{"rope_parameters": {"rope_type": "default", "rope_theta": 500000}}""")]
    public void A_base_model_of_short_context_has_no_scaling(string rope) =>
        Assert.Null(Read(rope, remove: ["rope_scaling"]).Yarn);

    [Fact]
    public void What_is_written_is_read_back_and_has_the_legacy_shape()
    {
        var config = Olmo3 with { EndOfTextId = 100_257, PadId = 100_277 };
        var json = JsonNode.Parse(config.ToJson(ScalarType.BFloat16))!;

        Assert.Equal(config.ToJson(ScalarType.BFloat16), Read("{}").ToJson(ScalarType.BFloat16));
        Assert.Equal("yarn", (string?)json["rope_scaling"]!["rope_type"]);
        Assert.Null(json["rope_parameters"]);
    }

    [Fact]
    public void Layers_that_the_file_does_not_name_alternate_three_to_one()
    {
        var config = Read("{}", remove: ["layer_types"]);

        Assert.Equal(
            Enumerable.Range(0, 8).Select(i => 4 * i + 3), Enumerable.Range(0, config.LayerCount).Where(i => !config.IsSliding(i)));
    }

    [Fact]
    public void An_Olmo_2_model_has_no_window()
    {
        var config = Read("""{"model_type": "olmo2"}""", remove: ["sliding_window", "layer_types", "rope_scaling"]);

        Assert.DoesNotContain(Enumerable.Range(0, config.LayerCount), config.IsSliding);
        var written = JsonNode.Parse(config.ToJson())!;
        Assert.Equal("olmo2", (string?)written["model_type"]);
        Assert.Equal("Olmo2ForCausalLM", (string?)written["architectures"]![0]);
        Assert.Null(written["sliding_window"]);
    }

    [Fact]
    public void A_padded_vocabulary_keeps_its_number_of_tokens()
    {
        var padded = Olmo3 with { EmbeddingRows = 100_352 };
        File.WriteAllText(_path, padded.ToJson());

        var config = TransformerConfig.Read(_path);

        Assert.Equal((100_278, 100_352), (config.VocabularySize, config.EmbeddingRows));
        Assert.Equal(100_352, (int)JsonNode.Parse(File.ReadAllText(_path))!["vocab_size"]!); // what the tensors have
    }

    [Theory]
    [InlineData("""{"model_type": "llama"}""", "olmo3")]
    [InlineData("""{"attention_bias": true}""", "attention_bias")]
    [InlineData("""{"tie_word_embeddings": true}""", "tie_word_embeddings")]
    [InlineData("""{"hidden_act": "gelu"}""", "hidden_act")]
    [InlineData("""{"num_key_value_heads": 5}""", "num_key_value_heads")]
    [InlineData("""{"num_attention_heads": 33}""", "num_attention_heads")]
    [InlineData("""{"hidden_size": null}""", "hidden_size")]
    [InlineData("""{"hidden_size": "wide"}""", "hidden_size")]
    [InlineData("""{"hidden_size": 1e99}""", "hidden_size")]
    [InlineData("""{"hidden_size": -4}""", "hidden_size")]
    [InlineData("""{"layer_types": ["full_attention"]}""", "layer_types")]
    [InlineData("""{"rope_scaling": {"rope_type": "linear", "factor": 2}}""", "linear")]
    [InlineData("""{"rope_scaling": {"rope_type": "yarn"}}""", "factor")]
    [InlineData("""{"rms_norm_eps": "tiny"}""", "config.json")]
    public void What_the_model_would_get_wrong_is_refused_by_name(string change, string named)
    {
        var refused = Assert.Throws<InvalidDataException>(() => Read(change));

        Assert.Contains(named, refused.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_path)!, recursive: true);

    /// <summary>Reads the 7B config with some keys taken out and others set.</summary>
    private TransformerConfig Read(string changes, params string[] remove)
    {
        var json = JsonNode.Parse((Olmo3 with { EndOfTextId = 100_257, PadId = 100_277 }).ToJson())!.AsObject();
        foreach (var key in remove)
            _ = json.Remove(key);
        foreach (var (key, value) in JsonNode.Parse(changes)!.AsObject())
            json[key] = value?.DeepClone();
        File.WriteAllText(_path, json.ToJsonString());
        return TransformerConfig.Read(_path);
    }
}
