using System.Text.Json.Nodes;
using OlmoRL.Actors.Hosting;
using OlmoRL.Recipes;
using OlmoRL.Reporting;

namespace OlmoRL.Cli.Bench;

/// <summary>A training run of the quickstart, measured.</summary>
/// <param name="Name">Of the rung or policy.</param>
/// <param name="SampledPerSecond">Tokens the engine drew a second of wall time.</param>
/// <param name="TrainedPerSecond">Tokens trained a second of wall time.</param>
/// <param name="LearnerSeconds">Mean learner step.</param>
/// <param name="SequencesPerStep">Finished sequences a step, those without a signal included.</param>
/// <param name="Seconds">Wall time at the end of each step.</param>
/// <param name="Rewards">Mean reward of the rollouts of each step.</param>
internal sealed record LadderRun(
    string Name, double SampledPerSecond, double TrainedPerSecond, double LearnerSeconds, double SequencesPerStep,
    double[] Seconds, double[] Rewards)
{
    private const int Window = 10;

    /// <summary>Mean reward of the last steps.</summary>
    public double FinalReward => Rewards.TakeLast(Window).Average();

    /// <summary>Runs a recipe with one core for the engine and one for the learner; returns it and the lengths that came up.</summary>
    public static async Task<(LadderRun Run, int[] Lengths)> MeasureAsync(string name, RlvrRecipe recipe, string path)
    {
        var host = new RlvrHost(recipe with { Threads = 1 }, path);
        _ = await host.RunAsync(resume: false, [], CancellationToken.None).ConfigureAwait(false);
        var history = new MetricsHistory(Path.Combine(recipe.Directory, "metrics.jsonl"));
        double[] Values(string metric) => history.Series(metric).Values;
        var seconds = Values("time/step_seconds");
        var total = seconds.Sum();
        var elapsed = 0.0;
        int[] lengths =
        [
            .. Directory.EnumerateFiles(Path.Combine(recipe.Directory, "rollouts")).Order().SelectMany(File.ReadLines)
                .Select(line => JsonNode.Parse(line)!["token_ids"]!.AsArray().Count),
        ];
        var sampled = Values("engine/tokens").Sum();
        return (new LadderRun(name, sampled / total, Values("learner/trained_tokens").Sum() / total,
            Values("time/learner_seconds").Average(), sampled / lengths.Average() / seconds.Length,
            [.. seconds.Select(s => elapsed += s)], Rewarded(history)), lengths);
    }

    /// <summary>Mean reward at every step; where no completion ended, that of the step before.</summary>
    private static double[] Rewarded(MetricsHistory history)
    {
        var (steps, values) = history.Series("rollout/reward_mean");
        var known = steps.Zip(values).ToDictionary(p => p.First, p => p.Second);
        var last = 0.0;
        return [.. history.Series("time/step_seconds").Steps.Select(s => last = known.GetValueOrDefault(s, last))];
    }

    /// <summary>Wall time until the mean of the last steps first reached a reward; NaN when it never did.</summary>
    public double SecondsTo(double reward)
    {
        for (var i = Math.Min(Window, Rewards.Length) - 1; i < Rewards.Length; i++)
        {
            if (Rewards.Take(i + 1).TakeLast(Window).Average() >= reward)
                return Seconds[i];
        }

        return double.NaN;
    }
}
