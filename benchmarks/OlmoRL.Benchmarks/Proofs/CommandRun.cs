using System.Diagnostics;
using System.Globalization;

namespace OlmoRL.Benchmarks.Proofs;

/// <summary>A command that ran.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">Both outputs.</param>
/// <param name="Elapsed">Wall time.</param>
/// <param name="PeakResidentBytes">Largest resident memory of any one process below it, sampled.</param>
internal sealed record CommandRun(int ExitCode, string Output, TimeSpan Elapsed, long PeakResidentBytes)
{
    private static readonly TimeSpan SampleEvery = TimeSpan.FromMilliseconds(500);

    /// <summary>Runs a command to its end.</summary>
    public static async Task<CommandRun> StartAsync(string folder, string program, params string[] arguments)
    {
        var began = Stopwatch.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        var exit = process.WaitForExitAsync();
        using var timer = new PeriodicTimer(SampleEvery);
        var peak = 0L;
        while (!exit.IsCompleted)
        {
            peak = Math.Max(peak, LargestBelow(process.Id));
            _ = await Task.WhenAny(exit, timer.WaitForNextTickAsync().AsTask()).ConfigureAwait(false);
        }

        return new CommandRun(process.ExitCode,
            await output.ConfigureAwait(false) + await error.ConfigureAwait(false), Stopwatch.GetElapsedTime(began), peak);
    }

    /// <summary>The command succeeded, or the proof ends here.</summary>
    public CommandRun Succeeded() =>
        ExitCode == 0 ? this : throw new InvalidOperationException($"exit code {ExitCode}:\n{Output}");

    private static long LargestBelow(int root)
    {
        var parents = new Dictionary<int, int>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), out var id) && Field(id, "PPid:") is { } parent)
                parents[id] = (int)parent;
        }

        bool IsBelow(int id) => id == root || (parents.TryGetValue(id, out var parent) && parent != 0 && IsBelow(parent));
        return parents.Keys.Where(IsBelow).Select(id => 1024 * (Field(id, "VmHWM:") ?? 0)).DefaultIfEmpty().Max();
    }

    private static long? Field(int process, string name)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(l => l.StartsWith(name, StringComparison.Ordinal));
            return line is null ? null
                : long.Parse(line.Split(['\t', ' '], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return null; // the process ended in between
        }
    }
}
