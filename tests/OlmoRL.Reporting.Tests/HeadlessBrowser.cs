using System.Diagnostics;

namespace OlmoRL.Reporting.Tests;

/// <summary>Chromium without a window, a fresh profile each time.</summary>
internal sealed class HeadlessBrowser
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];
    private readonly string _program;

    private HeadlessBrowser(string program) => _program = program;

    /// <summary>The browser of this machine, or null.</summary>
    public static HeadlessBrowser? Find() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .SelectMany(folder => Names.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists) is { } program ? new HeadlessBrowser(program) : null;

    /// <summary>Opens a file; the page as the browser sees it, and what it wrote to its console: a blocked request is a line there.</summary>
    public async Task<(string Dom, string[] Console)> OpenAsync(string file)
    {
        var profile = Directory.CreateTempSubdirectory("olmorl-browser-").FullName;
        try
        {
            using var process = Process.Start(new ProcessStartInfo(_program,
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking",
                $"--user-data-dir={profile}", "--enable-logging=stderr", "--log-level=0", "--virtual-time-budget=3000", "--dump-dom", new Uri(file).AbsoluteUri,
            ])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            var errors = process.StandardError.ReadToEndAsync();
            var dom = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            return (dom, [.. (await errors).Split('\n').Where(l => l.Contains("CONSOLE", StringComparison.Ordinal))]);
        }
        finally
        {
            Directory.Delete(profile, recursive: true);
        }
    }
}
