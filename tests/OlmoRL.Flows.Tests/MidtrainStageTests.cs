using OlmoRL.Flows.Tests.Fakes;
using OlmoRL.Recipes;
using OlmoRL.Runs;

namespace OlmoRL.Flows.Tests;

public sealed class MidtrainStageTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("olmorl-midtrain-").FullName;

    [Fact]
    public async Task Goes_on_from_the_checkpoint_of_an_earlier_stage_with_its_shape_and_tokenizer()
    {
        using var view = new InterruptingView(0);

        var outcome = await new FlowRunner(WriteFlow("from = \"pretrain\""), []).RunAsync(view, view.Stop);

        Assert.True(outcome.Completed);
        var (before, after) = (Final("pretrain"), Final("midtrain"));
        Assert.Equal(await File.ReadAllBytesAsync($"{before}/tokenizer.json"), await File.ReadAllBytesAsync($"{after}/tokenizer.json"));
        Assert.Equal(await File.ReadAllTextAsync($"{before}/config.json"), await File.ReadAllTextAsync($"{after}/config.json"));
        Assert.NotEqual(await File.ReadAllBytesAsync($"{before}/model.safetensors"), await File.ReadAllBytesAsync($"{after}/model.safetensors"));
        var provenance = Provenance.Read(after)!;
        Assert.Equal(("midtrain", 2L, ContentDigest.OfCheckpoint(before)), (provenance.Stage, provenance.Step, provenance.ParentDigest));
        // The first step's loss tells where it began: a new model's would be that of a uniform guess over 300 tokens, 5.7.
        var (last, first) = (Losses("pretrain")[^1], Losses("midtrain")[0]);
        Assert.InRange(first, last - 1, last + 0.5);
    }

    [Fact]
    public void Without_a_checkpoint_it_is_refused()
    {
        var refused = Assert.Throws<RecipeException>(() => new FlowRunner(WriteFlow(""), []));

        Assert.Contains("midtraining goes on with a model", refused.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Final(string stage) => Path.Combine(_folder, "run", stage, "checkpoints", "final");

    private double[] Losses(string stage) =>
    [
        .. File.ReadLines(Path.Combine(_folder, "run", stage, "metrics.jsonl"))
            .Select(line => (double)System.Text.Json.Nodes.JsonNode.Parse(line)!["policy/loss"]!),
    ];

    private string WriteFlow(string from)
    {
        const string common = """
            directory = "unused"
            documents_per_step = 8
            tokenizer_documents = 100
            [optimizer]
            learning_rate = 1e-2
            """;
        const string model = "[model]\nvocabulary_size = 300\nhidden_size = 32\nintermediate_size = 64\nlayers = 2\nheads = 2\nkey_value_heads = 2";
        File.WriteAllText(Path.Combine(_folder, "pretrain.toml"), $"{common}\n{model}\n");
        File.WriteAllText(Path.Combine(_folder, "midtrain.toml"), $"{common}\n[mix]\nworked = 100\n");
        var path = Path.Combine(_folder, "flow.toml");
        File.WriteAllText(path, $"""
            directory = "run"
            [[stage]]
            name = "pretrain"
            kind = "pretrain"
            recipe = "pretrain.toml"
            set = ["steps=30"]
            [[stage]]
            name = "midtrain"
            kind = "midtrain"
            recipe = "midtrain.toml"
            set = ["steps=2"]
            {from}
            """);
        return path;
    }
}
