using System.Text.Json.Nodes;

namespace OlmoRL.Benchmarks.Proofs;

/// <summary>The RL-Zero domains in small, each alone and mixed, in one command.</summary>
internal sealed class DomainsProof(bool sample)
{
    private const string Report = "domains.json";
    private readonly List<Bar> _bars = [];
    private string _command = "";

    /// <summary>Runs the experiment; 0 when all bars are met. A sample asks only that the report is written.</summary>
    public async Task<int> RunAsync()
    {
        var root = Checkout.Root;
        var commit = (await CommandRun.StartAsync(root, "git", "rev-parse", "--short", "HEAD").ConfigureAwait(false)).Succeeded().Output.Trim();
        var work = Directory.CreateTempSubdirectory("olmorl-proof-").FullName;
        try
        {
            string[] small = sample
                ? ["--set", "run.trainer.steps=1", "--set", "run.rollout.groups_per_step=2", "--set", "eval.problems=4", "--set", "eval.samples=2"]
                : [];
            string[] arguments = ["domains", "recipes/domains/domains.toml", "--set", $"directory={work}", .. small];
            _command = $"./olmorl {string.Join(' ', arguments)}".Replace(work, "…", StringComparison.Ordinal);
            var run = (await CommandRun.StartAsync(root, Path.Combine(root, "olmorl"), arguments).ConfigureAwait(false)).Succeeded();
            var report = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(work, Report)).ConfigureAwait(false))!;
            var domains = report["domains"]!.AsArray();
            Add("time", $"{run.Elapsed.TotalMinutes:F1} min for five runs", "reported", true);
            if (sample)
                Add("report", $"{domains.Count} domains", "4 domains", domains.Count == 4);
            else
                Judge(domains, (string)report["verdict"]!);
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }

        if (!sample)
            ProofFile.Write(Path.Combine(root, "benchmarks", "results"), "domains", _bars, commit);
        return _bars.All(b => b.Met) ? 0 : 1;
    }

    private void Judge(JsonArray domains, string verdict)
    {
        foreach (var domain in domains)
        {
            var (name, single, mix) = ((string)domain!["domain"]!, domain["single_gain"]!, domain["mix_gain"]!);
            Add($"{name}, held-out gain alone", $"{Points(domain["start"]!)} to {Points(domain["single"]!)}: {Show(single)} points", name == "code" ? "at least 5 points" : "above 0",
                name == "code" ? (double)single["estimate"]! >= 0.05 : (double)single["low"]! > 0);
            Add($"{name}, held-out gain in the mix", $"to {Points(domain["mix"]!)}: {Show(mix)} points", "reported", true);
            Add($"{name}, training reward, last quarter", $"alone {(double)domain["single_reward"]!:F3}, in the mix {(double)domain["mix_reward"]!:F3}", "reported", true);
            Add($"{name}, verdicts that failed", $"{100 * (double)domain["failed_share"]!:F2} %", "at most 5 %", (double)domain["failed_share"]! <= 0.05);
        }

        Add("2 the mix against single domains", verdict, "the report says which", true);
    }

    private static string Points(JsonNode interval) => $"{100 * (double)interval["estimate"]!:F1}";

    private static string Show(JsonNode interval) => $"{Points(interval)} [{100 * (double)interval["low"]!:F1}, {100 * (double)interval["high"]!:F1}]";

    private void Add(string name, string figure, string required, bool met)
    {
        _bars.Add(new Bar(name, _command, figure, required, met));
        Console.WriteLine($"{(met ? "met    " : "NOT MET")} {name}: {figure} ({required})");
    }
}
