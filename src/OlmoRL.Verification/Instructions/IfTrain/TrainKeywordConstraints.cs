using OlmoRL.Verification.Instructions.Text;

namespace OlmoRL.Verification.Instructions.IfTrain;

/// <summary>Keywords by number and by place.</summary>
internal static class TrainKeywordConstraints
{
    public static IReadOnlyList<Constraint> All { get; } =
    [
        new("keywords:word_once", "the keyword, a pattern, occurs exactly once in any letter case", ["keyword"],
            (text, a) => KeywordPattern.Count(text, a.Text("keyword")) == 1),
        new("keywords:word_count_different_numbers", "as keywords:frequency", ["keyword", "frequency", "relation"],
            (text, a) => a.Compare(KeywordPattern.Count(text, a.Text("keyword")), "relation", "frequency")),
        new("keywords:exclude_word_harder", "the keyword does not occur between two spaces, in its own letter case", ["keyword"],
            (text, a) => !text.Contains($" {a.Text("keyword")} ", StringComparison.Ordinal)),
        new("keywords:no_adjacent_consecutive", "no word begins with the letter after the first letter of the word before it", [],
            (text, _) => !Words.BySpace(text.ToLowerInvariant()).Select(w => w[0]).Pairs().Any(p => p.Second - p.First == 1)),
        new("keywords:palindrome", "a word by white space equals its reverse", [],
            (text, _) => Words.BySpace(text).Any(w => w.SequenceEqual(w.Reverse()))),
        new("keywords:keyword_specific_position", "the m-th Treebank token of the n-th sentence is the keyword", ["keyword", "n", "m"],
            (text, a) => RuleSentences.Of(text).ElementAtOrDefault(a.Place("n") - 1) is { } sentence
                && TreebankTokens.Of(sentence).ElementAtOrDefault(a.Place("m") - 1) == a.Text("keyword")),
        new("keywords:start_end", "at least two Treebank tokens, the first and the last equal in any letter case", [],
            (text, _) => TreebankTokens.Of(text).ToArray() is [var first, .., var last] && first.Equals(last, StringComparison.OrdinalIgnoreCase)),
        new("first_word:first_word_sent", "every sentence begins with first_word, in any letter case", ["first_word"],
            (text, a) => RuleSentences.Of(text).All(s => IsWord(Words.BySpace(s).FirstOrDefault(), a.Text("first_word")))),
        new("first_word:first_word_answer", "begins with first_word, in any letter case", ["first_word"],
            (text, a) => IsWord(Words.BySpace(text)[0], a.Text("first_word"))),
        new("last_word:last_word_sent", "every sentence ends with last_word, punctuation aside, in any letter case", ["last_word"],
            (text, a) => RuleSentences.Of(text).All(s => IsWord(Bare(Words.BySpace(s).LastOrDefault()), a.Text("last_word")))),
        new("last_word:last_word_answer", "ends with last_word, punctuation aside, in any letter case", ["last_word"],
            (text, a) => IsWord(Bare(Words.BySpace(text)[^1]), a.Text("last_word"))),
    ];

    private static bool IsWord(string? word, string expected) => expected.Equals(word, StringComparison.OrdinalIgnoreCase);

    private static string? Bare(string? word) => word is null ? null : string.Concat(word.Where(c => char.IsLetterOrDigit(c) || c == '_'));
}
