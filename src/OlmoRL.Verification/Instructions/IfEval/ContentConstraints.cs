using System.Text.RegularExpressions;
using OlmoRL.Verification.Instructions.Text;

namespace OlmoRL.Verification.Instructions.IfEval;

/// <summary>Language, placeholders, postscripts and commas.</summary>
internal static partial class ContentConstraints
{
    public static IReadOnlyList<Constraint> All { get; } =
    [
        new("language:response_language", "the detected language is language, an ISO 639-1 code; a text without letters passes", ["language"],
            (text, a) => DetectedLanguage.Is(text, a.Text("language"))),
        new("detectable_content:number_placeholders", "at least num_placeholders of [...] within a line", ["num_placeholders"],
            (text, a) => Placeholder.Count(text) >= a.Number("num_placeholders")),
        new("detectable_content:postscript", "the postscript marker occurs; P.S. and P.P.S in any letter case and spacing", ["postscript_marker"],
            (text, a) => HasPostscript(text.ToLowerInvariant(), a.Text("postscript_marker"))),
        new("punctuation:no_comma", "no comma", [], (text, _) => !text.Contains(',', StringComparison.Ordinal)),
        new("punctuation:punctuation_dot", "no period", [], (text, _) => !text.Contains('.', StringComparison.Ordinal)),
        new("punctuation:punctuation_exclamation", "no exclamation mark", [], (text, _) => !text.Contains('!', StringComparison.Ordinal)),
    ];

    private static bool HasPostscript(string text, string marker) => marker switch
    {
        "P.P.S" => PostPostscript.IsMatch(text),
        "P.S." => Postscript.IsMatch(text),
        _ => text.Contains(marker.ToLowerInvariant(), StringComparison.Ordinal),
    };

    [GeneratedRegex(@"\[.*?\]", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Placeholder { get; }

    [GeneratedRegex(@"p\.\s?p\.\s?s", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex PostPostscript { get; }

    [GeneratedRegex(@"p\.\s?s\.", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Postscript { get; }
}
