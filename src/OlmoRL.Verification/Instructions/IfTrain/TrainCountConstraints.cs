using System.Text.RegularExpressions;
using OlmoRL.Verification.Instructions.Text;

namespace OlmoRL.Verification.Instructions.IfTrain;

/// <summary>Numbers of letters, words, sentences and paragraphs.</summary>
internal static partial class TrainCountConstraints
{
    public static IReadOnlyList<Constraint> All { get; } =
    [
        new("count:lowercase_counting", "at most N words of small ASCII letters only", ["N"],
            (text, a) => LowercaseWord.Count(text) <= a.Number("N")),
        new("letters:letter_counting", "at least / less than N ASCII letters", ["N", "relation"],
            (text, a) => a.Compare(text.Count(char.IsAsciiLetter), "relation", "N")),
        new("count:counting_composition",
            "three paragraphs between dividers ***, each of n_sent sentences, each of n_words Treebank tokens, punctuation included",
            ["n_sent", "n_words"], IsComposed),
        new("count:count_unique", "no Treebank token twice, punctuation included, letter case kept", [],
            (text, _) => TreebankTokens.Of(text).ToArray() is var tokens && tokens.Distinct().Count() == tokens.Length),
        new("count:count_increment_word", "keyword1 once and keyword2 twice, patterns in any letter case", ["keyword1", "keyword2"],
            (text, a) => KeywordPattern.Count(text, a.Text("keyword1")) == 1 && KeywordPattern.Count(text, a.Text("keyword2")) == 2),
        new("paragraphs:paragraphs", "two paragraphs between dividers ***", [], (text, _) => Paragraphs.ByDivider(text)?.Count == 2),
        new("paragraphs:paragraphs2", "two paragraphs between blank lines", [], (text, _) => Paragraphs.ByBlankLine(text)?.Count == 2),
    ];

    private static bool IsComposed(string text, ConstraintArguments arguments)
    {
        double sentences = arguments.Number("n_sent"), words = arguments.Number("n_words");
        return Paragraphs.ByDivider(text) is { Count: 3 } paragraphs
            && paragraphs.Select(RuleSentences.Of).All(p => p.Count == sentences && p.All(s => TreebankTokens.Of(s).Count() == words));
    }

    [GeneratedRegex(@"\b[a-z]+\b", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex LowercaseWord { get; }
}
