using System.Text.RegularExpressions;
using OlmoRL.Verification.Instructions.Text;

namespace OlmoRL.Verification.Instructions.IfTrain;

/// <summary>Text to be written again.</summary>
internal static class CopyConstraints
{
    public static IReadOnlyList<Constraint> All { get; } =
    [
        new("copy:repeat_phrase",
            "exactly small_n stretches from the phrase's first to its last word, each as long as the phrase and with exactly one word changed",
            ["phrase", "small_n"], RepeatsPhrase),
        new("copy:copy", "equals the prompt, in any letter case", ["prompt_to_repeat"], (text, a) => Equal(text, a.Text("prompt_to_repeat"))),
        new("copy:copying_simple", "as copy:copy", ["prompt_to_repeat"], (text, a) => Equal(text, a.Text("prompt_to_repeat"))),
        new("copy:copying_multiple", "N copies of the prompt, in any letter case, separated by ******", ["prompt_to_repeat", "N"],
            (text, a) => text.Split("******") is var copies && copies.Length == a.Number("N") && copies.All(c => Equal(c, a.Text("prompt_to_repeat")))),
        new("new:copy_span_idx", "equals the prompt's characters n_start to n_end, the end excluded, in any letter case",
            ["prompt_to_repeat", "n_start", "n_end"], EqualsSpan),
    ];

    private static bool RepeatsPhrase(string text, ConstraintArguments arguments)
    {
        var phrase = Words.BySpace(arguments.Text("phrase"));
        if (phrase.Length == 0)
            throw arguments.Refuse("phrase", "words");
        var stretch = new Regex($"{Regex.Escape(phrase[0])} .*? {Regex.Escape(phrase[^1])}", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
        var found = stretch.Matches(text);
        return found.Count == arguments.Number("small_n") && found.All(m => OneWordDiffers(Words.BySpace(m.Value), phrase));
    }

    private static bool OneWordDiffers(string[] words, string[] phrase) =>
        words.Length == phrase.Length && words.Zip(phrase).Count(p => p.First != p.Second) == 1;

    private static bool EqualsSpan(string text, ConstraintArguments arguments)
    {
        var runes = arguments.Verbatim("prompt_to_repeat").EnumerateRunes().ToArray();
        var end = Math.Min(arguments.Whole("n_end"), runes.Length);
        var begin = Math.Min(arguments.Whole("n_start"), end);
        return Equal(text, string.Concat(runes[begin..end]));
    }

    private static bool Equal(string text, string expected) =>
        text.Trim().Equals(expected.Trim(), StringComparison.OrdinalIgnoreCase);
}
