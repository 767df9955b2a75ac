namespace OlmoRL.Flows.Tests.Fakes;

/// <summary>Rejection sampling, fine-tuning, a merge and an evaluation of the quickstart's base, in seconds; "run" has run.</summary>
public sealed class SmallFlow : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("olmorl-flow-").FullName;

    public SmallFlow()
    {
        var quickstart = Path.Combine(Root(), "recipes", "quickstart");
        var (rows, merged) = ("data.source[0].path", "source[1].checkpoint");
        File.WriteAllText(Path.Combine(_folder, "merge.toml"), $"""
            directory = "unused"
            [[source]]
            checkpoint = "{quickstart}/base"
            [[source]]
            checkpoint = "{quickstart}/base"
            weight = 3
            """);
        File.WriteAllText(Recipe, $$"""
            directory = "unused"
            [[stage]]
            name = "rows"
            kind = "pairs"
            recipe = "{{quickstart}}/rejection.toml"
            set = ["prompts=12", "strong_samples=4", "part_size=4", "inference_workers=1"]
            [[stage]]
            name = "sft"
            kind = "sft"
            recipe = "{{quickstart}}/sft.toml"
            with = { "{{rows}}" = "rows" }
            set = ["trainer.steps=4", "trainer.batch_tokens=300", "snapshot_every=2", "checkpoint_every=2", "data.held_out_rows=0", "trainer.evaluate_every=0"]
            [[stage]]
            name = "soup"
            kind = "merge"
            recipe = "merge.toml"
            with = { "{{merged}}" = "sft" }
            [[stage]]
            name = "score"
            kind = "evaluate"
            recipe = "{{quickstart}}/evaluate.toml"
            from = "soup"
            set = ["problems=2", "samples=2"]
            """);
    }

    /// <summary>The quickstart's base model.</summary>
    public static string Base => Path.Combine(Root(), "recipes", "quickstart", "base");

    public string Recipe => Path.Combine(_folder, "flow.toml");

    public string Folder(string run) => Path.Combine(_folder, run);

    public async Task<(FlowOutcome Outcome, IReadOnlyList<string> Ended)> RunAsync(string run, int stopAt = 0, string? recipe = null, params string[] overrides)
    {
        using var view = new InterruptingView(stopAt);
        var runner = new FlowRunner(recipe ?? Recipe, recipe is null ? [$"directory={Folder(run)}", .. overrides] : overrides);
        var outcome = await runner.RunAsync(view, view.Stop);
        return (outcome, view.Ended);
    }

    public string Weights(string run, string stage) => Runs.ContentDigest.OfFile(Path.Combine(Folder(run), stage, "checkpoints", "final", "model.safetensors"));

    public async ValueTask InitializeAsync() => _ = await RunAsync("run");

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "OlmoRL.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("no OlmoRL.sln above the tests");
        return folder;
    }
}
