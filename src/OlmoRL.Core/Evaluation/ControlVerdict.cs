namespace OlmoRL.Evaluation;

/// <summary>Says in words what a control shows; docs/controls.md states the rules.</summary>
public static class ControlVerdict
{
    /// <summary>A p-value below this is no evaluation noise.</summary>
    public const double Significance = 0.05;

    /// <summary>A spurious reward's upper bound must not pass this gain of pass@1.</summary>
    public const double LargestSpuriousGain = 0.05;

    /// <summary>Nor this share of the true reward's gain.</summary>
    public const double LargestShareOfTrueGain = 0.2;

    /// <summary>One sentence.</summary>
    /// <param name="row">The reward's.</param>
    /// <param name="trueGain">The pass@1 gain under the verified reward.</param>
    public static string Of(ControlRow row, double trueGain)
    {
        var direction = row switch
        {
            { PValue: < Significance, PassGain.Low: > 0 } => "rises",
            { PValue: < Significance, PassGain.High: < 0 } => "falls",
            _ => "shows no difference beyond noise",
        };
        if (row.Scorer == "verified")
            return direction;
        return IsBounded(row, trueGain) ? $"{direction}; does not explain the true reward's gain"
            : $"{direction}; a gain up to {100 * row.PassGain.High:F1} points is not excluded";
    }

    /// <summary>Whether the upper bound of the gain is within both limits; falling always is.</summary>
    public static bool IsBounded(ControlRow row, double trueGain) =>
        row.PassGain.High <= Math.Max(0, Math.Min(LargestSpuriousGain, LargestShareOfTrueGain * trueGain));
}
