namespace OlmoRL.Training.Optimization;

/// <summary>Whether an optimizer update was taken.</summary>
public enum UpdateOutcome
{
    /// <summary>The weights moved.</summary>
    Taken,

    /// <summary>Loss or gradient was not finite: the weights are as before.</summary>
    NotFinite,

    /// <summary>Loss or gradient norm stood out from the last ones: the weights are as before.</summary>
    Spike,
}

/// <summary>What an update did.</summary>
/// <param name="GradientNorm">Joint norm before clipping.</param>
/// <param name="Outcome">Whether it was taken.</param>
public readonly record struct UpdateResult(double GradientNorm, UpdateOutcome Outcome);
