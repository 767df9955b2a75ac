using System.Diagnostics;

namespace OlmoRL.EndToEnd.Tests;

/// <summary>The checkout that the tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>Runs the program as a user would; returns exit code and both outputs.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> OlmorlAsync(params string[] arguments)
    {
        using var process = StartOlmorl(arguments);
        return await EndAsync(process);
    }

    /// <summary>Runs the program and presses Ctrl-C once a file has appeared.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> OlmorlInterruptedAsync(string file, params string[] arguments)
    {
        using var process = StartOlmorl(arguments);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!File.Exists(file) && !process.HasExited)
            _ = await timer.WaitForNextTickAsync();
        using var signal = Process.Start("kill", ["-INT", $"{process.Id}"]);
        return await EndAsync(process);
    }

    /// <summary>Starts the program and leaves it running.</summary>
    public static Process StartOlmorl(params string[] arguments) => Process.Start(
        new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "olmorl.dll"), .. arguments])
        {
            WorkingDirectory = Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;

    /// <summary>Waits for its end.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> EndAsync(Process process)
    {
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "OlmoRL.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("no OlmoRL.sln above the tests");
        return folder;
    }
}
