using System.Text.RegularExpressions;

namespace OlmoRL.Verification.Instructions.Text;

/// <summary>Words and punctuation marks as the Penn Treebank separates them, sentence by sentence (NLTK's `word_tokenize`).</summary>
/// <remarks>The rules are rewritings in a fixed order, each of which sets spaces around something; the rest is splitting.</remarks>
internal static class TreebankTokens
{
    private static readonly (Regex Pattern, string Spaced)[] OpeningRules =
    [
        Rule("[«“‘„]|`+", " $0 "),
        Rule("^\"", "``"),
        Rule("``", " $0 "),
        Rule("([ (\\[{<])(\"|'{2})", "$1 `` "),
        Rule(@"(?i)(')(?!re|ve|ll|m|t|s|d|n)(\w)\b", "$1 $2"),
        // punctuation; a period is a token only at the end of the sentence
        Rule("([^.])(\\.)([\\])}>\"'»”’ ]*)\\s*\\z", "$1 $2 $3 "),
        Rule(@"([:,])([^\d])", " $1 $2"),
        Rule(@"[:,]\z", " $0 "),
        Rule(@"\.{2,}", " $0 "),
        Rule("[;@#$%&?!*]", " $0 "),
        Rule("([^'])' ", "$1 ' "),
        Rule(@"[][(){}<>]", " $0 "),
        Rule("--", " -- "),
    ];

    /// <summary>Closing quotes and what apostrophes join; these see a space at either end of the sentence.</summary>
    private static readonly (Regex Pattern, string Spaced)[] ClosingRules =
    [
        Rule("[»”’]", " $0 "),
        Rule("''|\"", " '' "),
        Rule("([^' ])('[sSmMdD]|') ", "$1 $2 "),
        Rule("([^' ])('ll|'LL|'re|'RE|'ve|'VE|n't|N'T) ", "$1 $2 "),
        Rule(@"(?i)\b(can)(not)\b", " $1 $2 "),
        Rule(@"(?i)\b(d)('ye)\b", " $1 $2 "),
        Rule(@"(?i)\b(gim|lem)(me)\b", " $1 $2 "),
        Rule(@"(?i)\b(gon|wan)(na)\b", " $1 $2 "),
        Rule(@"(?i)\b(got)(ta)\b", " $1 $2 "),
        Rule(@"(?i)\b(more)('n)\b", " $1 $2 "),
        Rule(@"(?i) ('t)(is|was)\b", " $1 $2 "),
    ];

    /// <summary>The tokens of a text.</summary>
    public static IEnumerable<string> Of(string text) => PunktSentences.Of(text).SelectMany(OfSentence);

    private static string[] OfSentence(string sentence) =>
        Words.BySpace(Apply(ClosingRules, $" {Apply(OpeningRules, sentence)} "));

    private static string Apply((Regex Pattern, string Spaced)[] rules, string text) =>
        rules.Aggregate(text, (spaced, rule) => rule.Pattern.Replace(spaced, rule.Spaced));

    private static (Regex Pattern, string Spaced) Rule(string pattern, string spaced) =>
        (new Regex(pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)), spaced);
}
