using System.Text.Json.Nodes;

namespace OlmoRL.Benchmarks.Proofs;

/// <summary>Bar 1 of the controls: what each reward gains on the small math run, in one command.</summary>
internal sealed class ControlsProof(bool sample)
{
    private readonly List<Bar> _bars = [];
    private string _command = "";

    /// <summary>Runs the experiment; 0 when all bars are met. A sample asks only that the report is written.</summary>
    public async Task<int> RunAsync()
    {
        var root = (await CommandRun.StartAsync(AppContext.BaseDirectory, "git", "rev-parse", "--show-toplevel").ConfigureAwait(false)).Succeeded().Output.Trim();
        var commit = (await CommandRun.StartAsync(root, "git", "rev-parse", "--short", "HEAD").ConfigureAwait(false)).Succeeded().Output.Trim();
        var work = Directory.CreateTempSubdirectory("olmorl-proof-").FullName;
        try
        {
            string[] small = sample
                ? ["--set", "steps=1", "--set", "eval.problems=4", "--set", "eval.samples=2", .. Enumerable.Range(0, 4).SelectMany(i => new[] { "--set", $"control[{i}].seeds=1" })]
                : [];
            string[] arguments = ["control", "recipes/controls/quickstart.toml", "--set", $"directory={work}", .. small];
            _command = $"./olmorl {string.Join(' ', arguments)}".Replace(work, "…", StringComparison.Ordinal);
            var run = (await CommandRun.StartAsync(root, Path.Combine(root, "olmorl"), arguments).ConfigureAwait(false)).Succeeded();
            var rewards = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(work, "control.json")).ConfigureAwait(false))!["rewards"]!.AsArray();
            Add("1 time", $"{run.Elapsed.TotalMinutes:F1} min", "under 60 min", run.Elapsed.TotalMinutes < 60);
            if (sample)
                Add("1 report", $"{rewards.Count} rewards", "4 rewards", rewards.Count == 4);
            else
                Judge(rewards);
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }

        if (!sample)
            ProofFile.Write(Path.Combine(root, "benchmarks", "results"), "controls", _bars, commit);
        return _bars.All(b => b.Met) ? 0 : 1;
    }

    private void Judge(JsonArray rewards)
    {
        double pass = Points("verified", "pass_gain"), greedy = Points("verified", "greedy_gain");
        double random = Points("random", "pass_gain", "high"), format = Points("format", "parsable_gain");
        double inverted = Points("inverted", "pass_gain", "high");
        Add("1 true reward, pass@1 gain", $"{pass:F1}", "at least 45 points", pass >= 45);
        Add("1 true reward, greedy gain", $"{greedy:F1}", "at least 20 points", greedy >= 20);
        Add("1 random reward, upper bound of the gain", $"{random:F1}", "at most 5 points and a fifth of the true gain", random <= Math.Min(5, pass / 5));
        Add("1 format-only, gain among parsable", $"{format:F1}", "at most 5 points", format <= 5);
        Add("1 inverted falls, upper bound", $"{inverted:F1}", "below 0", inverted < 0);

        double Points(string scorer, string figure, string part = "estimate") =>
            100 * (double)rewards.Single(r => (string)r!["row"]!["scorer"]! == scorer)!["row"]![figure]![part]!;
    }

    private void Add(string name, string figure, string required, bool met)
    {
        _bars.Add(new Bar(name, _command, figure, required, met));
        Console.WriteLine($"{(met ? "met    " : "NOT MET")} {name}: {figure} ({required})");
    }
}
