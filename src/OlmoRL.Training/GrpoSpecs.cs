using OlmoRL.Recipes;
using OlmoRL.Training.Forward;
using OlmoRL.Training.Losses;
using OlmoRL.Training.Optimization;

namespace OlmoRL.Training;

/// <summary>What a recipe says of learning, in the learner's types.</summary>
public static class GrpoSpecs
{
    /// <summary>The options of a recipe.</summary>
    /// <param name="recipe">Validated.</param>
    /// <param name="recipePath">Named in errors; a loss's assembly is relative to its folder.</param>
    /// <exception cref="RecipeException">`trainer.loss` names no loss.</exception>
    public static GrpoOptions ToOptions(RlvrRecipe recipe, string recipePath)
    {
        var trainer = recipe.Trainer;
        return new GrpoOptions
        {
            EpochCount = trainer.Epochs,
            MicroBatchTokens = trainer.MicroBatchTokens,
            Temperature = recipe.Rollout.Temperature,
            Loss = Loss(trainer, recipePath),
            Denominator = trainer.Denominator,
            DenominatorTokens = trainer.DenominatorTokens > 0 ? trainer.DenominatorTokens : recipe.Rollout.MaxTokens,
            Importance = new ImportanceOptions
            {
                Level = trainer.ImportanceLevel,
                Cap = trainer.ImportanceCap,
                Floor = trainer.ImportanceFloor,
                MaskBelow = trainer.ImportanceMaskBelow,
                MaskAbove = trainer.ImportanceMaskAbove,
            },
            Kl = new KlOptions { Beta = trainer.Kl.Beta, Estimator = trainer.Kl.Estimator },
            ReferenceAlpha = trainer.Kl.ReferenceAlpha,
            ReferenceEvery = trainer.Kl.ReferenceEvery,
            Forward = new ForwardOptions { Checkpointing = trainer.Checkpointing },
            Optimizer = OptimizerSpecs.ToOptions(trainer.Optimizer, trainer.Precision),
        };
    }

    private static IPolicyLoss Loss(TrainerSpec trainer, string recipePath)
    {
        try
        {
            var folder = Path.GetDirectoryName(Path.GetFullPath(recipePath))!;
            return PolicyLosses.Create(
                trainer.Loss, new ClipOptions { Low = trainer.ClipLow, High = trainer.ClipHigh }, folder);
        }
        catch (ArgumentException unknown)
        {
            throw new RecipeException(recipePath, "trainer.loss", unknown.Message, "a loss's name, or ASSEMBLY.dll:TYPE");
        }
    }
}
