using System.Diagnostics;
using OlmoRL.Recipes;
using static TorchSharp.torch;

namespace OlmoRL.Training.Optimization;

/// <summary>What a recipe says of the optimizer, in the trainer's types.</summary>
public static class OptimizerSpecs
{
    /// <summary>Constants, guards and precision.</summary>
    public static ModelOptimizerOptions ToOptions(OptimizerSpec spec, ComputePrecision precision) => new()
    {
        AdamW = new AdamWOptions
        {
            Beta1 = spec.Beta1,
            Beta2 = spec.Beta2,
            Epsilon = spec.Epsilon,
            WeightDecay = spec.WeightDecay,
        },
        GradientLimit = spec.GradientLimit,
        SkipSigmas = spec.SkipSigmas,
        SkipWindow = spec.SkipWindow,
        ComputeType = precision switch
        {
            ComputePrecision.Fp32 => ScalarType.Float32,
            ComputePrecision.Bf16 => ScalarType.BFloat16,
            _ => throw new UnreachableException(),
        },
    };

    /// <summary>Learning rate over the steps of a run.</summary>
    public static LearningRateSchedule ToSchedule(OptimizerSpec spec, int steps) => new()
    {
        Kind = spec.Schedule,
        Peak = spec.LearningRate,
        StepCount = steps,
        WarmupSteps = spec.WarmupSteps > 0 ? spec.WarmupSteps : (int)Math.Round(spec.WarmupShare * steps),
        DecayShare = spec.DecayShare,
        FloorShare = spec.FloorShare,
    };
}
