namespace OlmoRL.Flows.Experiments;

/// <summary>Overrides of the recipes that an experiment names: `run.key=value`, `eval.key=value`.</summary>
internal static class PrefixedOverrides
{
    /// <summary>Those of the experiment's own recipe.</summary>
    public static string[] Own(IEnumerable<string> overrides) => [.. overrides.Where(o => !IsFor("run.", o) && !IsFor("eval.", o))];

    private static bool IsFor(string prefix, string text) => text.StartsWith(prefix, StringComparison.Ordinal);

    /// <summary>The overrides with a prefix, without it.</summary>
    public static string[] Under(string prefix, IEnumerable<string> overrides) => [.. overrides.Where(o => IsFor(prefix, o)).Select(o => o[prefix.Length..])];
}
