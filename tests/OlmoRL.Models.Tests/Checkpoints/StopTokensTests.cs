using OlmoRL.Models.Checkpoints;
using OlmoRL.Recipes;

namespace OlmoRL.Models.Tests.Checkpoints;

public sealed class StopTokensTests : IDisposable
{
    private static readonly TransformerConfig Olmo3 = TransformerConfig.Of(ModelPresets.Find("olmo3-7b")!) with { EndOfTextId = 100_257 };
    private readonly string _folder = Directory.CreateTempSubdirectory("olmorl-").FullName;

    [Theory]
    [InlineData("""{"eos_token_id": [100265, 100257]}""", new[] { 100_257, 100_265 })]
    [InlineData("""{"eos_token_id": 100265}""", new[] { 100_257, 100_265 })]
    [InlineData("""{"eos_token_id": null}""", new[] { 100_257 })]
    [InlineData("""{}""", new[] { 100_257 })]
    public void An_answer_ends_at_the_end_of_text_and_at_what_the_generation_config_lists(string json, int[] expected)
    {
        File.WriteAllText(Path.Combine(_folder, "generation_config.json"), json);

        Assert.Equal(expected, StopTokens.Read(_folder, Olmo3));
    }

    [Fact]
    public void Without_a_generation_config_the_end_of_text_is_all() => Assert.Equal([100_257], StopTokens.Read(_folder, Olmo3));

    [Theory]
    [InlineData("""{"eos_token_id": "<|im_end|>"}""")]
    [InlineData("""{"eos_token_id": [1.5]}""")]
    [InlineData("""{"eos_token_id": """)]
    public void Other_values_are_refused(string json)
    {
        File.WriteAllText(Path.Combine(_folder, "generation_config.json"), json);

        var refused = Assert.Throws<InvalidDataException>(() => StopTokens.Read(_folder, Olmo3));
        Assert.Contains("eos_token_id", refused.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
