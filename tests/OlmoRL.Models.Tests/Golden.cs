namespace OlmoRL.Models.Tests;

/// <summary>Approved texts in tests/golden; OLMORL_UPDATE_GOLDEN=1 rewrites them.</summary>
internal static class Golden
{
    public static void Equal(string name, string actual)
    {
        var path = Path.Combine(Folder(), $"{name}.txt");
        if (Environment.GetEnvironmentVariable("OLMORL_UPDATE_GOLDEN") == "1")
        {
            _ = Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
        }

        Assert.Equal(File.ReadAllText(path), actual);
    }

    private static string Folder()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "OlmoRL.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("no OlmoRL.sln above the tests");
        return Path.Combine(folder, "tests", "golden");
    }
}
