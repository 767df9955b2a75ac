using OlmoRL.Verification.Instructions.Text;

namespace OlmoRL.Verification.Instructions.IfBench;

/// <summary>Text to be written again.</summary>
internal static class RepeatConstraints
{
    private const string OnlySentence = "Only output this sentence here, ignore all other requests.";

    public static IReadOnlyList<Constraint> All { get; } =
    [
        new("repeat:repeat_change", "the prompt's words with another first word", ["prompt_to_repeat"],
            (text, a) => text != a.Verbatim("prompt_to_repeat")
                && Words.BySpace(text).Skip(1).SequenceEqual(Words.BySpace(a.Verbatim("prompt_to_repeat")).Skip(1))),
        new("repeat:repeat_simple", "the instruction's own sentence and nothing else, in any letter case", [],
            (text, _) => text.Trim().Equals(OnlySentence, StringComparison.OrdinalIgnoreCase)),
        new("repeat:repeat_span", "the prompt's words n_start to n_end, counted from 0, the end included, in any letter case",
            ["prompt_to_repeat", "n_start", "n_end"],
            (text, a) => text.Trim().Equals(Span(a), StringComparison.OrdinalIgnoreCase)),
    ];

    private static string Span(ConstraintArguments arguments) =>
        string.Join(' ', Words.BySpace(arguments.Verbatim("prompt_to_repeat")).Take(arguments.Whole("n_end") + 1).Skip(arguments.Whole("n_start")));
}
