using OlmoRL.Actors.Hosting;
using OlmoRL.Recipes;
using OlmoRL.Training.Pretraining;

namespace OlmoRL.Flows;

/// <summary>Checks a pretraining recipe against the checkpoint that it goes on with, if any.</summary>
public static class PretrainHost
{
    /// <summary>A run that can begin.</summary>
    /// <exception cref="RecipeException">The checkpoint cannot be used.</exception>
    public static PretrainRun Open(PretrainRecipe recipe, string recipePath)
    {
        if (recipe.Checkpoint.Length > 0)
        {
            var config = CheckpointPreflight.ReadConfig(recipe.Checkpoint, recipePath);
            _ = CheckpointPreflight.ReadTokenizer(recipe.Checkpoint, recipePath);
            if (recipe.PackLength < 2 || recipe.PackLength > config.MaxPositions)
                throw new RecipeException(recipePath, "pack_length", $"{recipe.PackLength} is not allowed",
                    $"2 to the checkpoint's max_positions, {config.MaxPositions}");
        }

        return new PretrainRun(recipe);
    }
}
