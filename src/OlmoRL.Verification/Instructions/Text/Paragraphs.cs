using System.Text.RegularExpressions;

namespace OlmoRL.Verification.Instructions.Text;

/// <summary>Paragraphs, by divider or by blank line.</summary>
internal static partial class Paragraphs
{
    /// <summary>Between markdown dividers `***`; an empty first or last part does not count.</summary>
    /// <returns>Null when another part is empty.</returns>
    public static IReadOnlyList<string>? ByDivider(string text) => DropEmptyEnds(Divider.Split(text));

    /// <summary>Between blank lines, with the same rule.</summary>
    /// <returns>Null when another part is empty.</returns>
    public static IReadOnlyList<string>? ByBlankLine(string text) => DropEmptyEnds(text.Split("\n\n"));

    private static string[]? DropEmptyEnds(string[] parts)
    {
        for (var i = 1; i < parts.Length - 1; i++)
        {
            if (string.IsNullOrWhiteSpace(parts[i]))
                return null;
        }

        return [.. parts.Where(p => !string.IsNullOrWhiteSpace(p))];
    }

    [GeneratedRegex(@"\s?\*\*\*\s?", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Divider { get; }
}
