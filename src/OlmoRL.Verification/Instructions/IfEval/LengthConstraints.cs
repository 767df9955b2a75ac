using OlmoRL.Verification.Instructions.Text;

namespace OlmoRL.Verification.Instructions.IfEval;

/// <summary>Numbers of words, sentences and paragraphs.</summary>
internal static class LengthConstraints
{
    private const string EndsFirstWord = ".,?!'\"";

    public static IReadOnlyList<Constraint> All { get; } =
    [
        new("length_constraints:number_sentences", "Punkt finds at least / less than num_sentences sentences", ["num_sentences", "relation"],
            (text, a) => a.Compare(PunktSentences.Of(text).Count, "relation", "num_sentences")),
        new("length_constraints:number_paragraphs", "exactly num_paragraphs between dividers ***, none empty but at the ends", ["num_paragraphs"],
            (text, a) => Paragraphs.ByDivider(text)?.Count == a.Number("num_paragraphs")),
        new("length_constraints:number_words", "at least / less than num_words runs of letters, numbers and underscores", ["num_words", "relation"],
            (text, a) => a.Compare(Words.CountRuns(text), "relation", "num_words")),
        new("length_constraints:nth_paragraph_first_word",
            "exactly num_paragraphs between blank lines, empty ones not counted, and the nth begins with first_word up to punctuation, in any letter case",
            ["num_paragraphs", "nth_paragraph", "first_word"], NthBeginsWith),
    ];

    private static bool NthBeginsWith(string text, ConstraintArguments arguments)
    {
        var paragraphs = text.Split("\n\n");
        var count = paragraphs.Count(p => !string.IsNullOrWhiteSpace(p));
        var place = arguments.Place("nth_paragraph");
        if (place > count || Words.BySpace(paragraphs[place - 1]) is not [var first, ..])
            return false;
        var word = string.Concat(first.TrimStart('\'').TrimStart('"').TakeWhile(c => !EndsFirstWord.Contains(c, StringComparison.Ordinal)));
        return count == arguments.Number("num_paragraphs") && word.Equals(arguments.Text("first_word"), StringComparison.OrdinalIgnoreCase);
    }
}
