using System.Text.RegularExpressions;

namespace OlmoRL.Verification.Instructions.Text;

/// <summary>The three notions of a word that constraints use.</summary>
internal static partial class Words
{
    private const int LimitMilliseconds = 1000;

    /// <summary>What white space separates.</summary>
    public static string[] BySpace(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Runs of letters, numbers and underscores: Python's \w+, which has no combining marks in it.</summary>
    public static IEnumerable<string> Runs(string text) => Run.Matches(text).Select(m => m.Value);

    /// <summary>How many runs there are.</summary>
    public static int CountRuns(string text) => Run.Count(text);

    /// <summary>What white space separates once punctuation is gone.</summary>
    public static string[] Bare(string text) => BySpace(AsciiPunctuation.Remove(text));

    /// <summary>Treebank tokens without those that are punctuation only.</summary>
    public static string[] Tokens(string text) => [.. TreebankTokens.Of(text).Where(t => t.Any(char.IsLetterOrDigit))];

    [GeneratedRegex(@"[\p{L}\p{N}_]+", RegexOptions.CultureInvariant, LimitMilliseconds)]
    private static partial Regex Run { get; }
}
