using OlmoRL.Verification.Instructions.Text;

namespace OlmoRL.Verification.Instructions.IfTrain;

/// <summary>How words and sentences are set.</summary>
internal static class TrainFormatConstraints
{
    public static IReadOnlyList<Constraint> All { get; } =
    [
        new("detectable_format:sentence_hyphens", "sentences are joined by hyphens without spaces; a hyphen within a sentence parts it", [],
            (text, _) => text.Split('-').Zip(RuleSentences.Of(text.Replace('-', ' '))).All(p => p.First == p.Second)),
        new("detectable_format:square_brackets", "every word by white space is in square brackets", [],
            (text, _) => Words.BySpace(text).All(w => w is ['[', .., ']'])),
        new("detectable_format:bigram_wrapping", "every two words are in <<...>>; an odd last word is not looked at", [],
            (text, _) => Words.BySpace(text).Chunk(2).All(IsWrapped)),
    ];

    private static bool IsWrapped(string[] pair) => pair is not [var first, var second]
        || (first.StartsWith("<<", StringComparison.Ordinal) && second.EndsWith(">>", StringComparison.Ordinal));
}
