using System.Text.RegularExpressions;
using OlmoRL.Verification.Instructions.Text;

namespace OlmoRL.Verification.Instructions.Functions;

/// <summary>Older rows' functions on numbers of words, sentences and paragraphs.</summary>
internal static partial class LengthFunctions
{
    public static IReadOnlyList<Constraint> All { get; } =
    [
        new("verify_paragraph_count", "exactly N paragraphs between dividers * * *, none empty", ["N"],
            (text, a) => text.Split("* * *") is var parts && parts.Length == a.Number("N") && !parts.Any(string.IsNullOrWhiteSpace)),
        new("validate_word_constraint", "at least / around / at most N words by white space; around is a tenth", ["N", "quantifier"],
            (text, a) => Quantity.Holds(a, Words.BySpace(text).Length, Quantity.Tenth)),
        new("verify_sentence_constraint", "at least / around / at most N sentences by a simple pattern; around is one", ["N", "quantifier"],
            (text, a) => Quantity.Holds(a, SentenceGap.Count(text) + 1, _ => 1)),
        new("validate_paragraphs", "exactly N paragraphs between blank lines, and the i-th begins with first_word", ["N", "first_word", "i"],
            (text, a) => text.Split("\n\n") is var parts && parts.Length == a.Number("N") && a.Place("i") <= parts.Length
                && parts[a.Place("i") - 1].Trim().StartsWith(a.Text("first_word"), StringComparison.Ordinal)),
    ];

    [GeneratedRegex(@"(?<!\w\.\w.)(?<![A-Z][a-z]\.)(?<=[.?!])\s", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex SentenceGap { get; }
}
