using System.CommandLine;

namespace OlmoRL.Cli.Commands;

/// <summary>What every command that takes a recipe understands.</summary>
internal static class RecipeOptions
{
    /// <summary>The recipe file.</summary>
    public static Argument<string> Recipe(string kind) => new("recipe") { Description = $"A {kind} recipe (TOML)." };

    /// <summary>Overrides.</summary>
    public static Option<string[]> Set() => new("--set")
    {
        Description = "Override a value: --set trainer.steps=3. May be given several times.",
        AllowMultipleArgumentsPerToken = false,
        HelpName = "key=value",
        DefaultValueFactory = _ => [],
    };

    /// <summary>Only resolve and check.</summary>
    public static Option<bool> DryRun() => new("--dry-run") { Description = "Check everything and print the resolved recipe." };

    /// <summary>What to type to go on with a run that was stopped.</summary>
    public static string ResumeCommand(string command, string recipe, IEnumerable<string> overrides) =>
        $"./olmorl {command} {recipe}{Written(overrides)} --resume";

    /// <summary>Overrides as they are typed, each after a space.</summary>
    public static string Written(IEnumerable<string> overrides) => string.Concat(overrides.Select(o => $" --set '{o}'"));

    /// <summary>Go on.</summary>
    public static Option<bool> Resume() => new("--resume") { Description = "Go on from where the run's folder left off." };
}
