using OlmoRL.Recipes;

namespace OlmoRL.Training.Preferences;

/// <summary>Which preference loss, and its constants.</summary>
/// <param name="Type">The loss.</param>
/// <param name="Beta">Scale of the log-ratio.</param>
/// <param name="LabelSmoothing">Share of pairs taken to be labelled the wrong way round.</param>
/// <param name="MarginOverBeta">Simpo's margin over beta.</param>
public sealed record PreferenceLossOptions(
    PreferenceLossType Type, double Beta, double LabelSmoothing = 0, double MarginOverBeta = 0)
{
    /// <summary>Whether log-probs are averaged per trained token rather than summed.</summary>
    public bool IsAveraged => Type is PreferenceLossType.DpoNorm or PreferenceLossType.Simpo;

    /// <summary>Whether the loss compares with a reference.</summary>
    public bool NeedsReference => Type != PreferenceLossType.Simpo;
}
