using System.CommandLine;
using OlmoRL.Cli.Views;
using OlmoRL.Flows.Documents;
using OlmoRL.Recipes;

namespace OlmoRL.Cli.Commands;

/// <summary>`olmorl dpo RECIPE`: learning from pairs of a chosen and a rejected answer.</summary>
internal static class DpoCommand
{
    public static Command Create() => DocumentCommand.Create<DpoRecipe>(
        "dpo", "Train a model on pairs of a chosen and a rejected answer.", StepView.PreferenceColumns,
        recipe => recipe.Directory,
        (recipe, path) => new DpoHost(recipe, path).RunAsync,
        recipe => (recipe.Data, recipe.Trainer));
}
