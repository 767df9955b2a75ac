using System.Text.RegularExpressions;
using OlmoRL.Verification.Instructions.Text;

namespace OlmoRL.Verification.Instructions.Functions;

/// <summary>Older rows' functions on words, letters and language.</summary>
internal static partial class WordFunctions
{
    public static IReadOnlyList<Constraint> All { get; } =
    [
        new("verify_keywords", "each keyword occurs in any letter case, within words too", ["keyword_list"],
            (text, a) => a.Texts("keyword_list").All(k => text.Contains(k, StringComparison.OrdinalIgnoreCase))),
        new("verify_keyword_frequency", "the word occurs exactly N times as a whole word, in any letter case", ["word", "N"],
            (text, a) => Words.Runs(text).Count(w => w.Equals(a.Text("word"), StringComparison.OrdinalIgnoreCase)) == a.Number("N")),
        new("validate_forbidden_words", "none of the words occurs in any letter case, within words too", ["forbidden_words"],
            (text, a) => !a.Texts("forbidden_words").Any(w => text.Contains(w, StringComparison.OrdinalIgnoreCase))),
        new("verify_letter_frequency", "the letter occurs exactly N times, in its own letter case", ["letter", "N"],
            (text, a) => a.Text("letter") is [var letter] ? text.Count(c => c == letter) == a.Number("N") : throw a.Refuse("letter", "one character")),
        new("validate_response_language", "the detected language is language, an ISO 639-1 code; a text without letters passes", ["language"],
            (text, a) => DetectedLanguage.Is(text, a.Text("language"))),
        new("validate_choice", "one of the options occurs, within words too", ["options"],
            (text, a) => a.Texts("options").Any(o => text.Contains(o, StringComparison.Ordinal))),
        new("validate_frequency_capital_words", "at least / around / at most N words of capital ASCII letters only; around is a tenth", ["N", "quantifier"],
            (text, a) => Quantity.Holds(a, CapitalWord.Count(text), Quantity.Tenth)),
        new("validate_uppercase", "no lower-case letter", [], (text, _) => !text.Any(char.IsLower)),
        new("validate_lowercase", "no upper-case letter", [], (text, _) => !text.Any(char.IsUpper)),
        new("validate_no_commas", "no comma", [], (text, _) => !text.Contains(',', StringComparison.Ordinal)),
    ];

    [GeneratedRegex(@"\b[A-Z]+\b", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex CapitalWord { get; }
}
