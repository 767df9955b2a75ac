using System.CommandLine;
using OlmoRL.Cli.Views;
using OlmoRL.Flows.Documents;
using OlmoRL.Recipes;

namespace OlmoRL.Cli.Commands;

/// <summary>`olmorl sft RECIPE`: supervised fine-tuning.</summary>
internal static class SftCommand
{
    public static Command Create() => DocumentCommand.Create<SftRecipe>(
        "sft", "Fine-tune a model on conversations or on prompts with completions.", StepView.SupervisedColumns,
        recipe => recipe.Directory,
        (recipe, path) => new SftHost(recipe, path).RunAsync,
        recipe => (recipe.Data, recipe.Trainer));
}
