using System.Text;
using OlmoRL.Verification.Instructions;

namespace OlmoRL.Verification.Tests.Instructions;

public sealed class ConstraintTableTests
{
    private const string Begin = "<!-- constraints -->\n";
    private const string End = "<!-- /constraints -->";

    [Fact]
    public void The_documentation_lists_every_constraint_with_its_rule()
    {
        var path = Path.Combine(Root(), "docs", "instruction-following.md");
        var text = File.ReadAllText(path);
        var (begin, end) = (text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, text.IndexOf(End, StringComparison.Ordinal));
        if (Environment.GetEnvironmentVariable("OLMORL_UPDATE_GOLDEN") == "1")
            File.WriteAllText(path, text[..begin] + Table() + text[end..]);

        Assert.Equal(Table(), File.ReadAllText(path)[begin..].Split(End)[0]);
    }

    private static string Table()
    {
        var table = new StringBuilder();
        foreach (var (source, constraints) in ConstraintRegistry.Sources)
        {
            _ = table.Append($"### {source} ({constraints.Count})\n\n| constraint | arguments | met when |\n|---|---|---|\n");
            foreach (var constraint in constraints)
                _ = table.Append($"| `{constraint.Id}` | {string.Join(", ", constraint.Parameters)} | {Escape(constraint.Rule)} |\n");
            _ = table.Append('\n');
        }

        return table.ToString();
    }

    private static string Escape(string rule) => rule.Replace("*", "\\*").Replace("<", "&lt;").Replace("|", "\\|");

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "OlmoRL.sln")))
            folder = folder.Parent;
        return folder.FullName;
    }
}
