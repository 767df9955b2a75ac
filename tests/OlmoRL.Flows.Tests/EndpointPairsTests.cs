using System.Text.Json.Nodes;
using OlmoRL.Flows.Pairs;
using OlmoRL.Flows.Tests.Fakes;
using OlmoRL.Recipes;
using OlmoRL.Runs;
using OlmoRL.Serving;
using OlmoRL.Serving.Http;

namespace OlmoRL.Flows.Tests;

/// <summary>Pairs whose models stand behind our own server, over a real socket.</summary>
public sealed class EndpointPairsTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("olmorl-endpoint-").FullName;
    private ServedModel _model = null!;
    private OpenAiServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _model = ServedModel.Open(SmallFlow.Base, new ServedModelOptions { Slots = 8, Template = "tulu" });
        _server = await OpenAiServer.StartAsync(_model, new ServerOptions { Port = 0 }, CancellationToken.None);
    }

    [Fact]
    public async Task Rows_tell_who_wrote_them_and_a_repeated_run_writes_the_same()
    {
        var first = await RunAsync("first", $"{_server.Address}v1");
        var second = await RunAsync("second", $"{_server.Address}v1");

        var rows = Rows("first");
        Assert.True(first.Completed);
        Assert.NotEmpty(rows);
        Assert.Equal(rows.Select(r => r.ToJsonString()), Rows("second").Select(r => r.ToJsonString()));
        Assert.Equal(first.Summary, second.Summary);
        Assert.All(rows, row =>
        {
            Assert.Equal("endpoint:base", (string)row["provenance"]!["strong"]!);
            Assert.StartsWith("sha256:", (string)row["provenance"]!["weak"]!, StringComparison.Ordinal);
            Assert.StartsWith("Question: ", (string)row["prompt"]!, StringComparison.Ordinal);
        });
        var lineage = Lineage.Of(Path.Combine(_folder, "first"));
        Assert.Contains(lineage.Origins, o => o.Title.Contains($"[strong] base at {_server.Address}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_endpoint_that_does_not_answer_stops_the_run_with_the_reason()
    {
        var stopped = await Assert.ThrowsAsync<RunStoppedException>(() => RunAsync("gone", "http://127.0.0.1:9/v1"));

        Assert.Contains("finished parts are kept", stopped.Message, StringComparison.Ordinal);
        Assert.Contains("(1 of 1 attempts)", stopped.Message, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync();
        await _server.DisposeAsync();
        _model.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private JsonNode[] Rows(string name) => [.. File.ReadLines(Path.Combine(_folder, name, "rows.jsonl")).Select(line => JsonNode.Parse(line)!)];

    private Task<PairsOutcome> RunAsync(string name, string url)
    {
        var path = Path.Combine(_folder, $"{name}.toml");
        File.WriteAllText(path, $"""
            directory = "{name}"
            strong = "{SmallFlow.Base}"
            weak = "{SmallFlow.Base}"
            prompts = 6
            strong_samples = 4
            weak_samples = 2
            max_tokens = 96
            min_chosen_reward = 0.1
            [strong_endpoint]
            url = "{url}"
            model = "base"
            attempts = 1
            [data]
            problems = 64
            max_steps = 2
            [reward]
            verifier = "script:some.csx"
            [reward.verifiers."script:some.csx"]
            isolated = false
            """);
        File.WriteAllText(Path.Combine(_folder, "some.csx"), "return Score(0.25 + 0.5 * (Completion.Length % 2));\n");
        var recipe = RecipeLoader.Load<PairsRecipe>(path);
        return new PairsHost(recipe, path).RunAsync(new Progress<int>(), resume: false, CancellationToken.None);
    }
}
