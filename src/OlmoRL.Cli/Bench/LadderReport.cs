using OlmoRL.Flow;
using OlmoRL.Models;
using OlmoRL.Recipes;
using OlmoRL.Reporting;

namespace OlmoRL.Cli.Bench;

/// <summary>`olmorl bench ladder`: what each idea of OlmoRL brings, in tokens and in reward against wall-clock.</summary>
/// <remarks>The Olmo 3 report's Table 23 is the published ladder: 1.11, 1.39 and 2.17, in all 3.35.</remarks>
internal static class LadderReport
{
    private const string Recipe = "recipes/quickstart/rlvr.toml";
    private const double Published = 3.35;
    private const int EngineSlots = 32;

    /// <summary>Writes ladder.md, .json and .png.</summary>
    public static async Task RunAsync(BenchOptions options)
    {
        var work = Directory.CreateTempSubdirectory("olmorl-ladder-").FullName;
        try
        {
            var recipe = RecipeLoader.Load<RlvrRecipe>(Recipe, [$"trainer.steps={(options.Quick ? 6 : 60)}", "rollout.ready_batches=0"]);
            var (runs, lengths) = await RungsAsync(recipe, work).ConfigureAwait(false);
            var policies = await PoliciesAsync(recipe, work).ConfigureAwait(false);
            var config = TransformerConfig.Read(Path.Combine(recipe.Checkpoint, "config.json"));
            Write(options, recipe, runs, policies, lengths, config);
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private static async Task<(List<LadderRun> Runs, int[] Lengths)> RungsAsync(RlvrRecipe recipe, string work)
    {
        var runs = new List<LadderRun>();
        int[] lengths = [];
        foreach (var rung in LadderRung.All)
        {
            var folder = Path.Combine(work, $"rung-{runs.Count}");
            (var run, lengths) = await LadderRun.MeasureAsync(
                rung.Name, recipe with { Directory = folder, Engine = rung.Apply(recipe.Engine) }, Recipe).ConfigureAwait(false);
            runs.Add(run);
            Console.WriteLine($"{run.Name}: {run.SampledPerSecond:F0} sampled, {run.TrainedPerSecond:F0} trained tokens/s, final reward {run.FinalReward:F3}");
        }

        return (runs, lengths);
    }

    private static async Task<List<LadderRun>> PoliciesAsync(RlvrRecipe recipe, string work)
    {
        var runs = new List<LadderRun>();
        foreach (var policy in Enum.GetValues<StalenessPolicy>())
        {
            var rollout = recipe.Rollout with { StalenessPolicy = policy, MaxStaleness = 1 };
            var (run, _) = await LadderRun.MeasureAsync(
                $"stale work: {policy}", recipe with { Directory = Path.Combine(work, $"{policy}"), Rollout = rollout }, Recipe).ConfigureAwait(false);
            runs.Add(run);
            Console.WriteLine($"{run.Name}: {run.TrainedPerSecond:F0} trained tokens/s, final reward {run.FinalReward:F3}");
        }

        return runs;
    }

    private static void Write(
        BenchOptions options, RlvrRecipe recipe, List<LadderRun> runs, List<LadderRun> policies, int[] lengths, TransformerConfig config)
    {
        var slots = recipe.Rollout.Slots;
        var step = EngineLadder.StepSeconds(config, slots);
        var equal = runs.Min(r => r.FinalReward);
        var rows = runs.Zip(LadderRung.All, (run, rung) => new LadderRow(
            run.Name, run.SampledPerSecond,
            new LadderSimulation(slots, step, run.LearnerSeconds, (int)Math.Max(1, run.SequencesPerStep)).TokensPerSecond(rung, lengths, run.Seconds.Length),
            run.TrainedPerSecond, run.TrainedPerSecond / runs[0].TrainedPerSecond, run.FinalReward, run.SecondsTo(equal),
            runs[0].SecondsTo(equal) / run.SecondsTo(equal))).ToArray();
        var olmo = OlmoLengths.Draw(512, cap: 192);
        (string Name, int[] Lengths)[] histograms = [("quickstart", [.. lengths.Take(1024)]), ("Olmo", olmo)];
        var engine = LadderRung.All.Take(3).SelectMany(rung => histograms.Select(h => new EngineRow(
            rung.Name, h.Name, EngineLadder.TokensPerSecond(config, rung.Batching, EngineSlots, h.Lengths)))).ToArray();
        BenchReport.Write(options.Folder, "ladder", "olmorl bench ladder",
            ["rung", "sampled tokens/s", "ceiling", "of ceiling", "trained tokens/s", $"factor (published: {Published})", "final reward", "s to equal reward", "factor at equal reward"],
            [
                .. rows.Select(Cells),
                .. policies.Select(p => (string[])[p.Name, $"{p.SampledPerSecond:F0}", "", "", $"{p.TrainedPerSecond:F0}", "", $"{p.FinalReward:F3}", "", ""]),
                .. engine.Select(e => (string[])[$"engine alone, {e.Rung}, {e.Lengths} lengths", $"{e.TokensPerSecond:F0}", "", "", "", "", "", "", ""]),
            ],
            new { rows, policies, engine, runs });
        RatePlot.Write("Reward against wall-clock", "seconds", "mean reward",
            runs.Select(r => new RateLine(r.Name, r.Seconds, r.Rewards)), logarithmicX: false, Path.Combine(options.Folder, "ladder.png"));
    }

    private static string[] Cells(LadderRow r) =>
    [
        r.Rung, $"{r.SampledPerSecond:F0}", $"{r.Ceiling:F0}", $"{100 * r.SampledPerSecond / r.Ceiling:F0} %", $"{r.TrainedPerSecond:F0}",
        $"{r.Factor:F2}", $"{r.FinalReward:F3}", $"{r.SecondsToEqualReward:F1}", $"{r.FactorAtEqualReward:F2}",
    ];

    private sealed record LadderRow(
        string Rung, double SampledPerSecond, double Ceiling, double TrainedPerSecond, double Factor, double FinalReward,
        double SecondsToEqualReward, double FactorAtEqualReward);

    private sealed record EngineRow(string Rung, string Lengths, double TokensPerSecond);
}
