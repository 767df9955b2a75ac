namespace OlmoRL.Benchmarks.Proofs;

/// <summary>The checkout that the program was built from.</summary>
internal static class Checkout
{
    public static string Root { get; } = FindRoot();

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "OlmoRL.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("no OlmoRL.sln above the program");
        return folder;
    }
}
