using System.Text.Json;

namespace OlmoRL.Recipes;

/// <summary>How recipes spell names and paths of names, and which name a misspelt one was meant to be.</summary>
internal static class KeyNames
{
    /// <summary>GroupSize as group_size.</summary>
    public static string Of(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);

    public static string Join(string prefix, string key) => prefix.Length == 0 ? key : $"{prefix}.{key}";

    public static string At(string prefix, int index) => FormattableString.Invariant($"{prefix}[{index}]");

    /// <summary>The key with the smallest edit distance; null if more than half of it would have to change.</summary>
    public static string? Nearest(string key, IEnumerable<string> keys) => keys
        .Select(candidate => (Candidate: candidate, Distance: EditDistance(key, candidate)))
        .Where(pair => pair.Distance * 2 <= Math.Max(key.Length, pair.Candidate.Length))
        .OrderBy(pair => pair.Distance)
        .Select(pair => pair.Candidate)
        .FirstOrDefault();

    /// <summary>Insertions, deletions and substitutions that turn one text into the other (Levenshtein).</summary>
    public static int EditDistance(ReadOnlySpan<char> from, ReadOnlySpan<char> to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 0; i < from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i + 1;
            for (var j = 0; j < to.Length; j++)
            {
                var substituted = diagonal + (from[i] == to[j] ? 0 : 1);
                diagonal = row[j + 1];
                row[j + 1] = Math.Min(substituted, Math.Min(row[j], diagonal) + 1);
            }
        }

        return row[^1];
    }
}
