using OlmoRL.Recipes;

namespace OlmoRL.Training.Optimization;

/// <summary>Learning rate of each step: linear warm-up from 0, then one of the kinds.</summary>
public sealed record LearningRateSchedule
{
    /// <summary>The course after warm-up.</summary>
    public ScheduleKind Kind { get; init; } = ScheduleKind.Wsd;

    /// <summary>Rate after warm-up.</summary>
    public required double Peak { get; init; }

    /// <summary>Steps in all.</summary>
    public required int StepCount { get; init; }

    /// <summary>Steps until the peak.</summary>
    public int WarmupSteps { get; init; }

    /// <summary>Wsd: share of the steps, at the end, over which the rate falls; 0 never decays.</summary>
    public double DecayShare { get; init; }

    /// <summary>The rate that a decay ends at, as a share of the peak.</summary>
    public double FloorShare { get; init; }

    /// <summary>The rate of step <paramref name="step"/>, counted from 0.</summary>
    public double At(int step)
    {
        if (step < WarmupSteps)
            return Peak * (step + 1) / WarmupSteps;
        var decaySteps = Kind == ScheduleKind.Wsd ? StepCount * DecayShare : StepCount - WarmupSteps;
        var left = decaySteps <= 0 ? 1 : Math.Clamp((StepCount - step) / decaySteps, 0, 1); // 1 before, 0 after the decay
        var height = Kind switch
        {
            ScheduleKind.Constant => 1,
            ScheduleKind.Cosine => (1 - Math.Cos(Math.PI * left)) / 2,
            _ => left,
        };
        return Peak * (FloorShare + (1 - FloorShare) * height);
    }
}
