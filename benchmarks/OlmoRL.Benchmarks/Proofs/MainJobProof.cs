using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using OlmoRL.Evaluation;
using OlmoRL.Reporting;

namespace OlmoRL.Benchmarks.Proofs;

/// <summary>The bars of the main job: the quickstart's time, gain, numerics, repeatability and in-flight updates.</summary>
internal sealed class MainJobProof(bool sample)
{
    private const string Flow = "recipes/quickstart/flow.toml";
    private const string Rlvr = "recipes/quickstart/rlvr.toml";
    private readonly List<Bar> _bars = [];
    private readonly string _work = Directory.CreateTempSubdirectory("olmorl-proof-").FullName;
    private string _clone = "";

    /// <summary>Runs every bar; 0 when all are met.</summary>
    public async Task<int> RunAsync()
    {
        var root = (await CommandRun.StartAsync(AppContext.BaseDirectory, "git", "rev-parse", "--show-toplevel").ConfigureAwait(false)).Succeeded().Output.Trim();
        var commit = (await CommandRun.StartAsync(root, "git", "rev-parse", "--short", "HEAD").ConfigureAwait(false)).Succeeded().Output.Trim();
        _clone = Path.Combine(_work, "clone");
        _ = (await CommandRun.StartAsync(_work, "git", "clone", "--quiet", root, _clone).ConfigureAwait(false)).Succeeded();
        try
        {
            if (!sample)
                await ProveQuickstartAsync().ConfigureAwait(false);
            await ProveMismatchAsync().ConfigureAwait(false);
            await ProveRepeatabilityAsync().ConfigureAwait(false);
            if (!sample)
                await ProveOccupancyAsync().ConfigureAwait(false);
        }
        finally
        {
            Directory.Delete(_work, recursive: true);
        }

        if (!sample)
            ProofFile.Write(Path.Combine(root, "benchmarks", "results"), "main-job", _bars, commit);
        return _bars.All(b => b.Met) ? 0 : 1;
    }

    /// <summary>Bars 1, 2 and 5: a fresh clone's first run, then two more seeds.</summary>
    private async Task ProveQuickstartAsync()
    {
        for (var seed = 1; seed <= 3; seed++)
        {
            var folder = Path.Combine(_work, $"quickstart-{seed}");
            string[] arguments = ["flow", Flow, "--set", $"rlvr.seed={seed}", "--set", $"directory={folder}"];
            var run = (await CommandRun.StartAsync(_clone, Path.Combine(_clone, "olmorl"), arguments).ConfigureAwait(false)).Succeeded();
            var command = $"./olmorl {string.Join(' ', arguments)}".Replace(_work, "…", StringComparison.Ordinal);
            if (seed == 1)
            {
                Add("1 time, first build included", command, $"{run.Elapsed.TotalSeconds:F0} s", "at most 300 s", run.Elapsed.TotalSeconds <= 300);
                Add("1 peak resident memory", command, $"{run.PeakResidentBytes / 1e9:F2} GB", "under 2.5 GB", run.PeakResidentBytes < 2.5e9);
                ProveInFlight(folder, command);
            }

            ProveGain(folder, command, seed);
        }
    }

    private void ProveGain(string folder, string command, int seed)
    {
        var before = EvaluationReport.Read(Path.Combine(folder, "base", "evaluation.json"));
        var after = EvaluationReport.Read(Path.Combine(folder, "after", "evaluation.json"));
        var rows = FlowReport.Compare(before, after);
        var pass = rows.Single(r => r.Figure == "pass@1").Difference;
        var greedy = rows.Single(r => r.Figure == "greedy").Difference.Estimate;
        var among = after.CorrectAmongParsable() - before.CorrectAmongParsable();
        if (seed == 1)
        {
            Add("base", command, $"pass@1 {100 * before.PassAt(1):F1}, pass@8 {100 * before.PassAt(8):F1}, greedy {100 * before.GreedyAccuracy():F1}",
                "10 to 40, at least 25 more, at most 60",
                before.PassAt(1) is >= 0.1 and <= 0.4 && before.PassAt(8) >= before.PassAt(1) + 0.25 && before.GreedyAccuracy() <= 0.6);
        }

        Add($"2 pass@1 gain, seed {seed}", command, $"{100 * pass.Estimate:F1} [{100 * pass.Low:F1}, {100 * pass.High:F1}] to {100 * after.PassAt(1):F1}",
            "at least 45, lower bound 40", pass is { Estimate: >= 0.45, Low: >= 0.40 });
        Add($"2 correct among parsable, seed {seed}", command, $"{100 * among:F1}", "at least 35", among >= 0.35);
        Add($"2 greedy gain, seed {seed}", command, $"{100 * greedy:F1}", "at least 20", greedy >= 0.20);
    }

    private void ProveInFlight(string folder, string command)
    {
        var rollouts = Directory.EnumerateFiles(Path.Combine(folder, "rlvr", "rollouts")).SelectMany(File.ReadLines).ToArray();
        var several = rollouts.Count(line => JsonNode.Parse(line)!["versions"]!.AsArray().Count > 1);
        var share = (double)several / rollouts.Length;
        var shown = File.ReadAllText(Path.Combine(folder, "report.md")).Contains("| v", StringComparison.Ordinal);
        Add("5 completions of two versions or more", command, $"{100 * share:F1} % of {rollouts.Length}, report shows one: {shown}",
            "at least 20 %, shown", share >= 0.2 && shown);
    }

    /// <summary>Bar 3: on-policy steps on long problems; every metric row counts.</summary>
    private async Task ProveMismatchAsync()
    {
        var folder = Path.Combine(_work, "mismatch");
        var steps = sample ? 2 : 20;
        string[] arguments =
        [
            "rlvr", Rlvr, "--set", "rollout.max_staleness=0", "--set", "data.min_steps=5", "--set", $"trainer.steps={steps}", "--set", $"directory={folder}",
        ];
        _ = (await CommandRun.StartAsync(_clone, Path.Combine(_clone, "olmorl"), arguments).ConfigureAwait(false)).Succeeded();
        var history = new MetricsHistory(Path.Combine(folder, "metrics.jsonl"));
        double mean = history.Max("mismatch/logprob_abs_mean"), largest = history.Max("mismatch/logprob_abs_max");
        var window = TrainedTextLength(folder); // the longer texts hold at least this share of the tokens, so their mean is at most mean / window
        Add("3 engine against learner log-probs", $"./olmorl {string.Join(' ', arguments)}".Replace(_work, "…", StringComparison.Ordinal),
            $"mean {mean:E1}, largest {largest:E1} over {history.StepCount} steps; {100 * window:F0} % of texts have 3 windows (72 tokens)",
            "mean at most 1e-5, largest at most 1e-3, on texts of at least 3 windows", mean <= 1e-5 && largest <= 1e-3 && mean / window <= 1e-5);
    }

    /// <summary>Share of trained texts, prompt included, that are at least three windows long.</summary>
    private double TrainedTextLength(string folder)
    {
        var tokenizer = Data.Tokenization.TokenizerJson.Read(Path.Combine(_clone, "recipes", "quickstart", "base", "tokenizer.json"));
        int[] lengths =
        [
            .. Directory.EnumerateFiles(Path.Combine(folder, "rollouts")).SelectMany(File.ReadLines).Select(line => JsonNode.Parse(line)!)
                .Select(r => tokenizer.Encode((string)r["prompt"]!).Length + r["token_ids"]!.AsArray().Count),
        ];
        return (double)lengths.Count(l => l >= 72) / lengths.Length;
    }

    /// <summary>Bar 4: the same synchronous run twice.</summary>
    private async Task ProveRepeatabilityAsync()
    {
        var steps = sample ? 3 : 15;
        var command = "";
        string[] prints = ["", ""];
        for (var i = 0; i < 2; i++)
        {
            var folder = Path.Combine(_work, $"repeat-{i}");
            string[] arguments = ["rlvr", Rlvr, "--set", "rollout.max_staleness=0", "--set", $"trainer.steps={steps}", "--set", $"directory={folder}"];
            _ = (await CommandRun.StartAsync(_clone, Path.Combine(_clone, "olmorl"), arguments).ConfigureAwait(false)).Succeeded();
            command = $"./olmorl {string.Join(' ', arguments)}".Replace(_work, "…", StringComparison.Ordinal);
            var weights = SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(folder, "checkpoints", "final", "model.safetensors")).ConfigureAwait(false));
            prints[i] = Convert.ToHexString(weights)[..16] + TimelessMetrics(Path.Combine(folder, "metrics.jsonl"));
        }

        Add("4 two synchronous runs of one seed", command, $"weights {prints[0][..16]} and {prints[1][..16]}, metrics {(prints[0] == prints[1] ? "equal" : "differ")}, {steps} steps",
            "identical", prints[0] == prints[1]);
    }

    private static string TimelessMetrics(string path) => string.Join('\n', File.ReadLines(path).Select(line =>
    {
        var row = JsonNode.Parse(line)!.AsObject();
        foreach (var name in row.Select(p => p.Key).Where(n => n.StartsWith("time/", StringComparison.Ordinal) || n.EndsWith("_per_second", StringComparison.Ordinal)).ToArray())
            _ = row.Remove(name);
        return row.ToJsonString(JsonSerializerOptions.Default);
    }));

    /// <summary>Bar 5, second half: the engine's slots against a simulator's, as a test.</summary>
    private async Task ProveOccupancyAsync()
    {
        string[] arguments = ["run", "--project", "tests/OlmoRL.Inference.Tests", "--", "-method", "*occupancy*"];
        var run = await CommandRun.StartAsync(_clone, "dotnet", arguments).ConfigureAwait(false);
        var ran = run.Output.Contains("Failed: 0", StringComparison.Ordinal) && !run.Output.Contains("Total: 0", StringComparison.Ordinal);
        Add("5 slot occupancy equals a simulator's", $"dotnet {string.Join(' ', arguments)}", run.ExitCode == 0 && ran ? "equal at every step" : "differs", "equal", run.ExitCode == 0 && ran);
    }

    private void Add(string name, string command, string figure, string required, bool met)
    {
        _bars.Add(new Bar(name, command, figure, required, met));
        Console.WriteLine($"{(met ? "met    " : "NOT MET")} {name}: {figure} ({required})");
    }
}
