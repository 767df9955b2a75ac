namespace OlmoRL.Reporting;

/// <summary>The commit that the working folder is at.</summary>
public static class SourceCommit
{
    private const int Shown = 9;

    /// <summary>Its first digits, read from the repository around the working folder; "unknown" outside of one.</summary>
    public static string Find()
    {
        for (var folder = new DirectoryInfo(Directory.GetCurrentDirectory()); folder is not null; folder = folder.Parent)
        {
            var git = Path.Combine(folder.FullName, ".git");
            if (File.Exists(git))
                return Resolve(Path.GetFullPath(File.ReadAllText(git)["gitdir: ".Length..].Trim(), folder.FullName));
            if (Directory.Exists(git))
                return Resolve(git);
        }

        return "unknown";
    }

    private static string Resolve(string git)
    {
        var head = File.ReadAllText(Path.Combine(git, "HEAD")).Trim();
        if (!head.StartsWith("ref: ", StringComparison.Ordinal))
            return head[..Shown];
        var common = Path.Combine(git, "commondir");
        var root = File.Exists(common) ? Path.GetFullPath(File.ReadAllText(common).Trim(), git) : git;
        var reference = head["ref: ".Length..];
        var loose = Path.Combine(root, reference);
        if (File.Exists(loose))
            return File.ReadAllText(loose)[..Shown];
        var packed = Path.Combine(root, "packed-refs");
        return File.Exists(packed) && File.ReadLines(packed).FirstOrDefault(l => l.EndsWith($" {reference}", StringComparison.Ordinal)) is { } line
            ? line[..Shown]
            : "unknown";
    }
}
