using System.Globalization;

namespace OlmoRL.Recipes;

/// <summary>`STAGE` or `STAGE@STEP`: what an earlier stage left, at its end or after a step.</summary>
/// <param name="Stage">Its name.</param>
/// <param name="Step">The step of a checkpoint; null is the last.</param>
public sealed record StageReference(string Stage, int? Step)
{
    /// <summary>Reads a reference; null when the text is none.</summary>
    public static StageReference? TryParse(string text)
    {
        var parts = text.Split('@');
        if (parts is [{ Length: > 0 } name])
            return new StageReference(name, null);
        return parts is [{ Length: > 0 } stage, var at] && int.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var step)
            ? new StageReference(stage, step)
            : null;
    }

    /// <inheritdoc/>
    public override string ToString() =>
        Step is { } step ? string.Create(CultureInfo.InvariantCulture, $"{Stage}@{step}") : Stage;
}
