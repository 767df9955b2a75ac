using System.CommandLine;
using OlmoRL.Flows;

namespace OlmoRL.Cli.Commands;

/// <summary>`olmorl lineage CHECKPOINT`: the whole ancestry of a checkpoint as a tree.</summary>
internal static class LineageCommand
{
    public static Command Create()
    {
        var checkpoint = new Argument<string>("checkpoint") { Description = "A checkpoint folder." };
        var command = new Command("lineage", "Print what a checkpoint was made of: stages, recipes, data and figures.") { checkpoint };
        command.SetAction(parsed =>
        {
            Write(Lineage.Of(parsed.GetValue(checkpoint)!), first: "", rest: "");
            return 0;
        });
        return command;
    }

    private static void Write(LineageNode node, string first, string rest)
    {
        Console.WriteLine(first + node.Title);
        var below = node.Origins.Count > 0 ? "│  " : "   ";
        foreach (var fact in node.Facts)
            Console.WriteLine($"{rest}{below}{fact}");
        for (var i = 0; i < node.Origins.Count; i++)
        {
            var last = i == node.Origins.Count - 1;
            Write(node.Origins[i], rest + (last ? "└─ " : "├─ "), rest + (last ? "   " : "│  "));
        }
    }
}
