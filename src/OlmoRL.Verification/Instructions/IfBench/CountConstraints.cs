using System.Text.RegularExpressions;
using OlmoRL.Verification.Instructions.Text;

namespace OlmoRL.Verification.Instructions.IfBench;

/// <summary>Numbers of words of a kind.</summary>
internal static partial class CountConstraints
{
    private static readonly int[] KeywordCounts = [1, 2, 3, 5, 7];

    public static IReadOnlyList<Constraint> All { get; } =
    [
        new("count:word_count_range", "from min_words to max_words runs of letters, numbers and underscores", ["min_words", "max_words"],
            (text, a) => Words.CountRuns(text) is var count && a.Number("min_words") <= count && count <= a.Number("max_words")),
        new("count:unique_word_count", "at least N different words in any letter case, punctuation at their ends aside", ["N"],
            (text, a) => Words.BySpace(text.ToLowerInvariant()).Select(AsciiPunctuation.Strip).Distinct().Count() >= a.Number("N")),
        new("count:conjunctions", "at least small_n different of and, but, for, nor, or, so, yet", ["small_n"],
            (text, a) => Words.BySpace(text.ToLowerInvariant()).Select(AsciiPunctuation.Strip).Where(WordLists.Conjunctions.Contains)
                .Distinct().Count() >= a.Number("small_n")),
        new("count:person_names", "at least N different of fifty given names, as whole words", ["N"],
            (text, a) => Words.Runs(text).Where(WordLists.PersonNames.Contains).Distinct().Count() >= a.Number("N")),
        new("count:numbers", "exactly N runs of digits once punctuation is gone", ["N"],
            (text, a) => Digits.Count(AsciiPunctuation.Remove(text)) == a.Number("N")),
        new("count:pronouns", "at least N Treebank tokens of the lower-cased text, slashes opened, are pronouns", ["N"],
            (text, a) => TreebankTokens.Of(text.ToLowerInvariant().Replace('/', ' ')).Count(WordLists.Pronouns.Contains) >= a.Number("N")),
        new("count:punctuation", "each of . , ! ? ; : and, besides, an interrobang", [], (text, _) => HasEveryMark(text)),
        new("count:keywords_multiple", "keyword1 to keyword5 occur exactly 1, 2, 3, 5 and 7 times in any letter case, within words too",
            ["keyword1", "keyword2", "keyword3", "keyword4", "keyword5"],
            (text, a) => KeywordCounts.Index().All(k => KeywordPattern.Count(text, Regex.Escape(a.Text($"keyword{k.Index + 1}"))) == k.Item)),
        new("count:words_japanese", "every N-th word by white space has a kana or kanji, or is a number", ["N"],
            (text, a) => Words.BySpace(text).Chunk(a.Place("N")).Where(c => c.Length == a.Place("N")).All(c => IsJapanese(c[^1]))),
    ];

    private static bool HasEveryMark(string text)
    {
        var interrobang = InterrobangMark.Match(text);
        var rest = interrobang.Success ? text.Remove(interrobang.Index, interrobang.Length) : text;
        return interrobang.Success && ".,!?;:".All(mark => rest.Contains(mark, StringComparison.Ordinal));
    }

    private static bool IsJapanese(string word)
    {
        var bare = AsciiPunctuation.Strip(word);
        return bare.All(char.IsDigit) || bare.Any(c => c is (>= '\u3040' and <= '\u30FF') or (>= '\u4E00' and <= '\u9FFF'));
    }

    [GeneratedRegex(@"\p{Nd}+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Digits { get; }

    [GeneratedRegex(@"\?!|!\?|‽", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex InterrobangMark { get; }
}
