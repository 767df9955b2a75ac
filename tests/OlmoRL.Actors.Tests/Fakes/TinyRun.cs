using System.Text.Json;
using System.Text.Json.Nodes;
using OlmoRL.Actors.Hosting;
using OlmoRL.Actors.Workers;
using OlmoRL.Data.Tasks;
using OlmoRL.Data.Tasks.Arithmetic;
using OlmoRL.Data.Tokenization;
using OlmoRL.Models;
using OlmoRL.Models.Checkpoints;
using OlmoRL.Recipes;
using OlmoRL.Runs;
using static TorchSharp.torch;

namespace OlmoRL.Actors.Tests.Fakes;

/// <summary>A folder with an untrained two-layer model and a recipe whose reward any text can earn.</summary>
internal sealed class TinyRun : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("olmorl-").FullName;

    public TinyRun()
    {
        var generator = new ArithmeticGenerator(new SeedSequence(1), 2, 3, 19);
        var tokenizer = BpeTrainer.Train(
            Enumerable.Range(0, 50).Select(i => generator.Draw(ProblemSplit.Train, i).Prompt), 300, ["<|endoftext|>", "<|pad|>"]);
        var tokenizerFolder = Directory.CreateDirectory(Path.Combine(_folder, "tokenizer")).FullName;
        TokenizerJson.Write(tokenizer, Path.Combine(tokenizerFolder, "tokenizer.json"));
        var config = new TransformerConfig
        {
            VocabularySize = tokenizer.VocabularySize,
            HiddenSize = 32,
            IntermediateSize = 48,
            LayerCount = 2,
            HeadCount = 2,
            KeyValueHeadCount = 1,
            MaxPositions = 256,
            SlidingWindow = 8,
            EndOfTextId = tokenizer.EndOfTextId,
            PadId = tokenizer.PadId,
            InitializerRange = 0.1,
        };
        using var model = new CausalLanguageModel(config, TransformerWeights.Initialize(config, 3, CPU));
        CheckpointFolder.Save(Path.Combine(_folder, "base"), model, tokenizerFolder, new Provenance { Stage = "test" });

        // Depends on the text alone, and differs between siblings: every step has something to train on.
        File.WriteAllText(Path.Combine(_folder, "length.csx"), "return Completion.Length % 3 == 0 ? Score(1) : Incorrect(\"length\");\n");
        File.WriteAllText(Path.Combine(_folder, "never.csx"), "return Incorrect(\"never\");\n");
        File.WriteAllText(Path.Combine(_folder, "broken.csx"), "return Failed(\"no daemon\");\n");
        File.WriteAllText(RecipePath, """
            directory = "run"
            checkpoint = "base"
            seed = 5
            snapshot_every = 2
            threads = 1
            [data]
            problems = 64
            max_steps = 3
            [rollout]
            group_size = 4
            groups_per_step = 4
            max_tokens = 12
            slots = 8
            max_staleness = 0
            [reward]
            verifier = "script:length.csx"
            [reward.verifiers."script:length.csx"]
            isolated = false
            [reward.verifiers."script:never.csx"]
            isolated = false
            [reward.verifiers."script:broken.csx"]
            isolated = false
            [trainer]
            steps = 4
            mini_batches = 2
            pack_length = 160
            [trainer.optimizer]
            learning_rate = 1e-3
            """);
    }

    public string RecipePath => Path.Combine(_folder, "rlvr.toml");

    public RunDirectory Open(string name) => new(Path.Combine(_folder, name));

    public Task<RunOutcome> RunAsync(
        string name, bool resume = false, IReadOnlyList<IMetricSink>? sinks = null, CancellationToken stop = default,
        params string[] overrides)
    {
        var recipe = RecipeLoader.Load<RlvrRecipe>(RecipePath, overrides) with { Directory = Path.Combine(_folder, name) };
        return new RlvrHost(recipe, RecipePath).RunAsync(resume, sinks ?? [], stop, serializeMessages: true);
    }

    public Task<RunOutcome> ReplayAsync(string name, string recorded, params string[] overrides)
    {
        var recipe = RecipeLoader.Load<RlvrRecipe>(RecipePath, overrides) with { Directory = Path.Combine(_folder, name) };
        return new RlvrHost(recipe, RecipePath).ReplayAsync(
            Path.Combine(_folder, recorded), [], CancellationToken.None, serializeMessages: true);
    }

    /// <summary>Name and content digest of every file of the final checkpoint.</summary>
    public string[] FinalCheckpoint(string name) =>
    [
        .. Directory.EnumerateFiles(Open(name).FinalCheckpoint).Order(StringComparer.Ordinal)
            .Select(f => $"{Path.GetFileName(f)} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(f)))}"),
    ];

    public string FinalWeights(string name) =>
        Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(
            File.ReadAllBytes(Path.Combine(Open(name).FinalCheckpoint, "model.safetensors"))));

    /// <summary>The metrics that do not depend on the clock.</summary>
    public string[] TimelessMetrics(string name) =>
    [
        .. File.ReadLines(Open(name).Metrics).Select(line =>
        {
            var row = JsonNode.Parse(line)!.AsObject();
            foreach (var timed in row.Select(p => p.Key).Where(IsTimed).ToArray())
                _ = row.Remove(timed);
            return row.ToJsonString();
        }),
    ];

    public JsonElement[] Rollouts(string name) =>
    [
        .. Directory.EnumerateFiles(Open(name).Rollouts).Order(StringComparer.Ordinal).SelectMany(File.ReadLines)
            .Select(line => JsonDocument.Parse(line).RootElement.Clone()),
    ];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static bool IsTimed(string metric) =>
        metric.StartsWith("time/", StringComparison.Ordinal) || metric.EndsWith("_per_second", StringComparison.Ordinal);
}
