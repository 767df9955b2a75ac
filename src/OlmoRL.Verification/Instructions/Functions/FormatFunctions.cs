using System.Text.Json;
using System.Text.RegularExpressions;

namespace OlmoRL.Verification.Instructions.Functions;

/// <summary>Older rows' functions on marks, parts and ends.</summary>
internal static partial class FormatFunctions
{
    public static IReadOnlyList<Constraint> All { get; } =
    [
        new("verify_postscript", "the postscript marker occurs with text behind it", ["postscript_marker"],
            (text, a) => text.IndexOf(a.Text("postscript_marker"), StringComparison.Ordinal) is >= 0 and var at
                && text[at..].Trim().Length > a.Text("postscript_marker").Length),
        new("validate_placeholders", "at least N of [...] within a line", ["N"], (text, a) => Placeholder.Count(text) >= a.Number("N")),
        new("verify_bullet_points", "exactly N lines that begin with * or -", ["N"],
            (text, a) => text.Split('\n').Count(l => l.TrimStart() is ['*' or '-', ..]) == a.Number("N")),
        new("validate_title", "<<...>> on one line", [], (text, _) => Title.IsMatch(text)),
        new("validate_highlighted_sections", "at least N of *...* within a line", ["N"], (text, a) => Highlight.Count(text) >= a.Number("N")),
        new("validate_sections", "at least N of the splitter followed by a number, in any letter case", ["N", "section_splitter"],
            (text, a) => CountSections(text, a.Text("section_splitter")) >= a.Number("N")),
        new("validate_json_format", "JSON", [], (text, _) => IsJson(text)),
        new("validate_repeat_prompt", "begins with the prompt", ["original_prompt"],
            (text, a) => text.StartsWith(a.Verbatim("original_prompt"), StringComparison.Ordinal)),
        new("validate_two_responses", "****** once, with different text at either side", [],
            (text, _) => text.Split("******") is [var first, var second] && first.Trim() != second.Trim()),
        new("validate_end", "ends with the phrase", ["end_phrase"], (text, a) => text.EndsWith(a.Verbatim("end_phrase"), StringComparison.Ordinal)),
        new("validate_quotation", "begins and ends with a double quotation mark", [], (text, _) => text.StartsWith('"') && text.EndsWith('"')),
    ];

    private static int CountSections(string text, string splitter) => new Regex(
        $@"{Regex.Escape(splitter)}\s?\d+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)).Count(text);

    private static bool IsJson(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"\[.*?\]", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Placeholder { get; }

    [GeneratedRegex("<<.*?>>", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Title { get; }

    [GeneratedRegex(@"\*.*?\*", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Highlight { get; }
}
