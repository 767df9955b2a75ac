namespace OlmoRL.EndToEnd.Tests;

/// <summary>The checkout that the tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>Runs the program as a user would; returns exit code and both outputs.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> OlmorlAsync(params string[] arguments)
    {
        using var process = new OlmorlProcess(arguments);
        return await process.EndAsync();
    }

    /// <summary>Runs the program and presses Ctrl-C once a file has appeared.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> OlmorlInterruptedAsync(string file, params string[] arguments)
    {
        using var process = new OlmorlProcess(arguments);
        await process.WritesAsync(file);
        await process.InterruptAsync();
        return await process.EndAsync();
    }

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "OlmoRL.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("no OlmoRL.sln above the tests");
        return folder;
    }
}
