using OlmoRL.Verification.Instructions.Text;

namespace OlmoRL.Verification.Instructions.IfBench;

/// <summary>Shares of words, characters and sentences.</summary>
internal static class RatioConstraints
{
    public static IReadOnlyList<Constraint> All { get; } =
    [
        new("ratio:stop_words", "at most percentage of the words are stop words", ["percentage"],
            (text, a) => Words.CountRuns(text) is > 0 and var count
                && 100.0 * Words.Runs(text.ToLowerInvariant()).Count(WordLists.StopWords.Contains) / count <= a.Number("percentage")),
        new("ratio:sentence_type", "twice as many sentences end with . as with ?", [],
            (text, _) => Endings(text) is var (period, question, _) && period == 2 * question),
        new("ratio:sentence_balance", "as many sentences end with . as with ? as with !", [],
            (text, _) => Endings(text) is var (period, question, exclamation) && period == question && question == exclamation),
        new("ratio:overlap", "percentage, 2 more or less, of the response's different character trigrams are in reference_text",
            ["reference_text", "percentage"],
            (text, a) => Trigrams(text) is { Count: > 0 } trigrams
                && Math.Abs((100.0 * trigrams.Intersect(Trigrams(a.Verbatim("reference_text"))).Count() / trigrams.Count) - a.Number("percentage")) <= 2),
        new("ratio:sentence_words", "three sentences of equally many characters", [],
            (text, _) => PunktSentences.Of(text) is { Count: 3 } sentences && sentences.DistinctBy(s => s.Length).Count() == 1),
    ];

    private static (int Period, int Question, int Exclamation) Endings(string text)
    {
        var last = PunktSentences.Of(text).CountBy(s => s[^1]).ToDictionary();
        return (last.GetValueOrDefault('.'), last.GetValueOrDefault('?'), last.GetValueOrDefault('!'));
    }

    private static HashSet<string> Trigrams(string text) => [.. Enumerable.Range(0, Math.Max(0, text.Length - 2)).Select(i => text.Substring(i, 3))];
}
