using OlmoRL.Recipes;

namespace OlmoRL.Flows.Experiments;

/// <summary>The settings of a sweep: overrides of the RLVR recipe; the first is the recipe as it stands.</summary>
public static class SweepPlan
{
    /// <summary>One list of `key=value` a setting.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Settings(SweepRecipe recipe)
    {
        var choices = recipe.Axis.Select(axis => axis.Values.Select(value => $"{axis.Key}={value}").ToArray()).ToArray();
        if (recipe.Mode == SweepMode.Each)
            return [[], .. choices.SelectMany(axis => axis).Select(choice => (IReadOnlyList<string>)[choice])];
        IEnumerable<IReadOnlyList<string>> grid = [[]];
        foreach (var axis in choices)
            grid = [.. grid.SelectMany(before => axis.Select(choice => (IReadOnlyList<string>)[.. before, choice]))];
        return [[], .. grid];
    }

    /// <summary>A setting's name, fit for a folder.</summary>
    public static string Name(IReadOnlyList<string> setting) => setting.Count == 0 ? "as-it-stands"
        : string.Join('+', setting.Select(s => string.Concat(s.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '=' or '-' or '_' ? c : '_'))));
}
