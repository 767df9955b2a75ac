using OlmoRL.Verification.Instructions.Text;

namespace OlmoRL.Verification.Instructions.IfBench;

/// <summary>What sentences must have, each by its place.</summary>
internal static class SentenceConstraints
{
    public static IReadOnlyList<Constraint> All { get; } =
    [
        new("sentence:keyword", "the N-th sentence has the word, whole and in any letter case", ["word", "N"],
            (text, a) => PunktSentences.Of(text).ElementAtOrDefault(a.Place("N") - 1) is { } sentence
                && KeywordPattern.CountWord(sentence, a.Text("word")) > 0),
        new("sentence:increment", "each sentence has exactly small_n words more than the one before it", ["small_n"],
            (text, a) => PunktSentences.Of(text).Select(s => Words.Bare(s).Length).Pairs().All(p => p.Second - p.First == a.Number("small_n"))),
        new("sentence:alliteration_increment", "each sentence has more words in runs of one first letter than the one before it", [],
            (text, _) => PunktSentences.Of(text).Select(CountAlliterative).Pairs().All(p => p.Second > p.First)),
    ];

    private static int CountAlliterative(string sentence)
    {
        char[] letters = [.. Words.BySpace(sentence.ToLowerInvariant()).Select(AsciiPunctuation.StripStart).Where(w => w.Length > 0).Select(w => w[0])];
        return letters.Index().Count(l =>
            (l.Index > 0 && letters[l.Index - 1] == l.Item) || (l.Index + 1 < letters.Length && letters[l.Index + 1] == l.Item));
    }
}
