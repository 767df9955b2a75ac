using OlmoRL.Recipes;
using OlmoRL.Runs;

namespace OlmoRL.Actors.Hosting;

/// <summary>What the bytes of a run depend on besides its inputs.</summary>
internal static class RunConditions
{
    private const string ProcessorInfo = "/proc/cpuinfo";

    /// <summary>Those of this process.</summary>
    public static ScheduleConditions Here(string recipeDigest, int threads) => new(recipeDigest, threads,
        Processor(), $".NET {Environment.Version}, TorchSharp {typeof(TorchSharp.torch).Assembly.GetName().Version}");

    /// <summary>Refuses a replay that could not give the recorded bytes.</summary>
    /// <exception cref="RecipeException">Names what differs.</exception>
    public static void Require(ScheduleConditions recorded, ScheduleConditions here, string recordedRun)
    {
        if (recorded.Recipe != here.Recipe)
            throw Refusal(recordedRun, "another recipe", "its recipe.resolved.toml");
        if (recorded.Threads != here.Threads)
            throw Refusal(recordedRun, $"{here.Threads} threads", $"{recorded.Threads}, as recorded");
        if (recorded.Processor != here.Processor)
            throw Refusal(recordedRun, $"another processor, {here.Processor}", recorded.Processor);
        if (recorded.Runtime != here.Runtime)
            throw Refusal(recordedRun, $"another runtime, {here.Runtime}", recorded.Runtime);
    }

    private static RecipeException Refusal(string recordedRun, string problem, string allowed) =>
        new(recordedRun, "--replay-schedule", problem, allowed);

    private static string Processor() => !File.Exists(ProcessorInfo) ? Environment.OSVersion.ToString()
        : File.ReadLines(ProcessorInfo).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? "unknown";
}
