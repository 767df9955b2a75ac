using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using OlmoRL.Recipes;
using OlmoRL.Training.Collectives;

namespace OlmoRL.Cli.Learners;

/// <summary>Starts the processes that train together under mpirun, and starts them again from the last snapshot when one is lost.</summary>
/// <remarks>
/// A learner cannot be replaced while the others run: gradients are summed over all. So mpirun ends the group when one
/// dies, and the run goes on from its snapshot, as it would after a crash.
/// </remarks>
internal sealed class LearnerGroup(string recipePath, int learners)
{
    private const string Launcher = "mpirun";
    private const int Restarts = 3;
    private const int UsageError = 2;

    /// <summary>Whether this process is one of a group, whoever started it.</summary>
    /// <exception cref="RecipeException">The group is not as large as the recipe says.</exception>
    public static bool IsMember(string recipePath, int learners)
    {
        var size = Number(MpiCollective.SizeVariable);
        if (size > 0 && size != learners)
            throw new RecipeException(recipePath, "trainer.learners", $"{learners} is not allowed", $"{size}: so many were started by mpirun");
        return size > 1;
    }

    /// <summary>Whether this process leads, or is alone.</summary>
    public static bool IsLeader => Number(MpiCollective.RankVariable) is null or 0;

    /// <summary>Runs this same command in every process of a group; its exit code.</summary>
    /// <param name="arguments">Of this process.</param>
    /// <param name="stop">Lets the group finish its step and save.</param>
    /// <exception cref="RecipeException">There is no mpirun, or no library of Open MPI.</exception>
    public async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken stop)
    {
        if (FindLauncher() is not { } launcher || !MpiCollective.IsAvailable)
            throw new RecipeException(recipePath, "trainer.learners", $"{learners} needs Open MPI, which is not here", "1, or install it: apt-get install openmpi-bin");
        for (var restart = 0; ; restart++)
        {
            string[] resumed = restart > 0 && !arguments.Contains("--resume") ? [.. arguments, "--resume"] : [.. arguments];
            var code = await StartAsync(launcher, resumed, stop).ConfigureAwait(false);
            if (code is 0 or UsageError || stop.IsCancellationRequested || restart == Restarts)
                return code;
            await Console.Error.WriteLineAsync($"learners: one was lost (mpirun ended with {code}); the group starts again from the last snapshot, {Restarts - restart} attempts left").ConfigureAwait(false);
        }
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string? FindLauncher() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, Launcher)).FirstOrDefault(File.Exists);

    /// <summary>In a session of its own, so that Ctrl-C reaches this process alone: mpirun would end the group at once.</summary>
    /// <remarks>setsid becomes mpirun, for a process that we start leads no group.</remarks>
    private async Task<int> StartAsync(string launcher, IEnumerable<string> arguments, CancellationToken stop)
    {
        var info = new ProcessStartInfo("setsid");
        string[] command =
        [
            launcher, "-np", learners.ToString(CultureInfo.InvariantCulture), "--bind-to", "none", "--oversubscribe", "-x", "TERM=dumb",
            .. Environment.IsPrivilegedProcess ? (string[])["--allow-run-as-root"] : [],
            Environment.ProcessPath!, .. Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? (string[])[typeof(LearnerGroup).Assembly.Location] : [],
            .. arguments,
        ];
        foreach (var argument in command)
            info.ArgumentList.Add(argument);
        using var process = Process.Start(info)!;
        await using var registration = stop.Register(() => _ = Kill(process.Id, LearnerGroupStop.Signal)).ConfigureAwait(false);
        await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        return process.ExitCode;
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
