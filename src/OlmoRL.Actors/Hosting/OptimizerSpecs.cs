using OlmoRL.Recipes;
using OlmoRL.Training.Optimization;

namespace OlmoRL.Actors.Hosting;

/// <summary>What a recipe says of the optimizer, in the trainer's types.</summary>
public static class OptimizerSpecs
{
    /// <summary>Constants of AdamW.</summary>
    public static AdamWOptions ToOptions(OptimizerSpec spec) => new()
    {
        Beta1 = spec.Beta1,
        Beta2 = spec.Beta2,
        Epsilon = spec.Epsilon,
        WeightDecay = spec.WeightDecay,
    };

    /// <summary>Learning rate over the steps of a run.</summary>
    public static LearningRateSchedule ToSchedule(OptimizerSpec spec, int steps) =>
        new(spec.LearningRate, steps, spec.WarmupSteps, spec.DecayShare);
}
