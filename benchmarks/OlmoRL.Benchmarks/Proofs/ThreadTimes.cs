using System.Diagnostics;
using System.Globalization;

namespace OlmoRL.Benchmarks.Proofs;

/// <summary>Core time of a program by thread name, read from /proc while it runs.</summary>
internal static class ThreadTimes
{
    private const double TicksPerSecond = 100;
    private static readonly TimeSpan SampleEvery = TimeSpan.FromMilliseconds(100);

    /// <summary>Runs a command to its end; seconds of user and system time by thread name, largest first.</summary>
    public static async Task<IReadOnlyList<(string Thread, double Seconds)>> RecordAsync(
        string folder, string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var outputs = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        var exit = process.WaitForExitAsync();
        var seen = new Dictionary<string, (string Name, double Seconds)>();
        using var timer = new PeriodicTimer(SampleEvery);
        while (!exit.IsCompleted)
        {
            foreach (var task in Directory.Exists($"/proc/{process.Id}/task") ? Directory.EnumerateDirectories($"/proc/{process.Id}/task") : [])
            {
                if (Read(task) is { } now)
                    seen[task] = now;
            }

            _ = await Task.WhenAny(exit, timer.WaitForNextTickAsync().AsTask()).ConfigureAwait(false);
        }

        var texts = await outputs.ConfigureAwait(false);
        return process.ExitCode != 0
            ? throw new InvalidOperationException($"exit code {process.ExitCode}:\n{string.Concat(texts)}")
            : [.. seen.Values.GroupBy(t => t.Name).Select(g => (g.Key, g.Sum(t => t.Seconds))).OrderByDescending(t => t.Item2)];
    }

    private static (string, double)? Read(string task)
    {
        try
        {
            // "tid (name) state ...": user and system time are fields 14 and 15, counted from the tid.
            var line = File.ReadAllText(Path.Combine(task, "stat"));
            var fields = line[(line.LastIndexOf(')') + 2)..].Split(' ');
            double Ticks(int field) => double.Parse(fields[field - 3], CultureInfo.InvariantCulture);
            return (line[(line.IndexOf('(') + 1)..line.LastIndexOf(')')], (Ticks(14) + Ticks(15)) / TicksPerSecond);
        }
        catch (IOException)
        {
            return null; // the thread ended in between
        }
    }
}
