using System.Text.RegularExpressions;

namespace OlmoRL.Verification.Instructions.Text;

/// <summary>Sentences by a list of rules on titles, acronyms, web addresses, decimals and dots; most train constraints use it.</summary>
/// <remarks>Two private characters stand for a period that ends nothing and for an end; no line break survives.</remarks>
internal static class RuleSentences
{
    private const char Period = '\uE000';
    private const char End = '\uE001';
    private const string Starters =
        @"(Mr|Mrs|Ms|Dr|Prof|Capt|Cpt|Lt|He\s|She\s|It\s|They\s|Their\s|Our\s|We\s|But\s|However\s|That\s|This\s|Wherever)";
    private const string Suffixes = "(Inc|Ltd|Jr|Sr|Co)";

    private static readonly (Regex Pattern, string Marked)[] Rules =
    [
        Rule("(Mr|St|Mrs|Ms|Dr)[.]", $"$1{Period}"),
        Rule("[.](com|net|org|io|gov|edu|me)", $"{Period}$1"),
        Rule("([0-9])[.]([0-9])", $"$1{Period}$2"),
        Rule(@"\.(?=\.)|(?<=\.)\.", $"{Period}"),
        Rule($"{Period}{Period}+", $"$0{End}"),
        Rule("Ph[.]D[.]", $"Ph{Period}D{Period}"),
        Rule(@"\s([A-Za-z])[.] ", $" $1{Period} "),
        Rule($"([A-Z][.][A-Z][.](?:[A-Z][.])?) {Starters}", $"$1{End} $2"),
        Rule("([A-Za-z])[.]([A-Za-z])[.]([A-Za-z])[.]", $"$1{Period}$2{Period}$3{Period}"),
        Rule("([A-Za-z])[.]([A-Za-z])[.]", $"$1{Period}$2{Period}"),
        Rule($" {Suffixes}[.] {Starters}", $" $1{End} $2"),
        Rule($" {Suffixes}[.]", $" $1{Period}"),
        Rule(" ([A-Za-z])[.]", $" $1{Period}"),
        // what ends a quotation ends its sentence behind the quotation mark
        Rule("[.]”", "”."),
        Rule("([.!?])\"", "\"$1"),
        Rule("[.?!]", $"$0{End}"),
    ];

    /// <summary>The sentences, trimmed.</summary>
    public static IReadOnlyList<string> Of(string text)
    {
        var marked = $" {text}  ".Replace('\n', ' ');
        foreach (var (pattern, mark) in Rules)
            marked = pattern.Replace(marked, mark);
        string[] sentences = [.. marked.Replace(Period, '.').Split(End).Select(s => s.Trim())];
        return sentences[^1].Length == 0 ? sentences[..^1] : sentences;
    }

    private static (Regex Pattern, string Marked) Rule(string pattern, string marked) =>
        (new Regex(pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)), marked);
}
