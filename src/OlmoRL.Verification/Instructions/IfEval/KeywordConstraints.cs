using OlmoRL.Verification.Instructions.Text;

namespace OlmoRL.Verification.Instructions.IfEval;

/// <summary>Words and letters that must, or must not, occur.</summary>
internal static class KeywordConstraints
{
    public static IReadOnlyList<Constraint> All { get; } =
    [
        new("keywords:existence", "each keyword, a pattern, occurs in any letter case", ["keywords"],
            (text, a) => a.Texts("keywords").All(k => KeywordPattern.Count(text, k) > 0)),
        new("keywords:frequency", "the keyword, a pattern, occurs at least / less than frequency times in any letter case",
            ["keyword", "frequency", "relation"],
            (text, a) => a.Compare(KeywordPattern.Count(text, a.Text("keyword")), "relation", "frequency")),
        new("keywords:forbidden_words", "none of the words, patterns, occurs as a whole word in any letter case", ["forbidden_words"],
            (text, a) => !a.Texts("forbidden_words").Any(w => KeywordPattern.OccursAsWord(text, w))),
        new("keywords:letter_frequency", "the lower-cased letter occurs at least / less than let_frequency times in the lower-cased text",
            ["letter", "let_frequency", "let_relation"], HasLetters),
        new("letters:letter_counting2", "as keywords:letter_frequency", ["letter", "let_frequency", "let_relation"], HasLetters),
    ];

    private static bool HasLetters(string text, ConstraintArguments arguments)
    {
        var letter = arguments.Text("letter").ToLowerInvariant();
        if (letter.Length != 1)
            throw arguments.Refuse("letter", "one character");
        return arguments.Compare(text.ToLowerInvariant().Count(c => c == letter[0]), "let_relation", "let_frequency");
    }
}
