namespace OlmoRL.Training.Optimization;

/// <summary>Learning rate of each step: linear warm-up, a constant stretch, linear decay to zero over the last part.</summary>
/// <param name="Peak">Rate after warm-up.</param>
/// <param name="StepCount">Steps in all.</param>
/// <param name="WarmupSteps">Steps until the peak.</param>
/// <param name="DecayShare">Share of the steps, at the end, over which the rate falls to zero; 0 never decays.</param>
public sealed record LearningRateSchedule(double Peak, int StepCount, int WarmupSteps, double DecayShare)
{
    /// <summary>The rate of step <paramref name="step"/>, counted from 0.</summary>
    public double At(int step)
    {
        if (step < WarmupSteps)
            return Peak * (step + 1) / WarmupSteps;
        var decaySteps = StepCount * DecayShare;
        var left = StepCount - step;
        return left >= decaySteps ? Peak : Peak * left / decaySteps;
    }
}
