using System.Text.Json.Nodes;

namespace OlmoRL.Verification.Tests.Fakes;

/// <summary>Public benchmark files beside the repository; tests that need one skip with a reason where it is missing.</summary>
internal static class SharedData
{
    public static IReadOnlyList<JsonNode> Rows(string name)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "OlmoRL.sln")))
            root = root.Parent;
        var shared = Environment.GetEnvironmentVariable("OLMORL_SHARED") ?? Path.Combine(root?.Parent?.FullName ?? ".", "shared");
        var path = Path.Combine(shared, "data", name);
        if (!File.Exists(path))
            path = Path.Combine(root?.Parent?.Parent?.FullName ?? ".", "shared", "data", name);
        Assert.SkipUnless(File.Exists(path), $"{name} is not beside the repository (OLMORL_SHARED names its folder)");
        return [.. File.ReadLines(path).Select(line => JsonNode.Parse(line)!)];
    }
}
