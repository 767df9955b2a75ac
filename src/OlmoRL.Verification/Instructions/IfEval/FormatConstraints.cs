using System.Text.Json;
using System.Text.RegularExpressions;

namespace OlmoRL.Verification.Instructions.IfEval;

/// <summary>Markdown, JSON, titles and sections.</summary>
internal static partial class FormatConstraints
{
    private static readonly string[] Choices = ["My answer is yes.", "My answer is no.", "My answer is maybe."];
    private static readonly string[] Fences = ["```json", "```Json", "```JSON", "```"];

    public static IReadOnlyList<Constraint> All { get; } =
    [
        new("detectable_format:number_bullet_lists", "exactly num_bullets lines that begin with * (not **) or -", ["num_bullets"],
            (text, a) => StarBullet.Count(text) + DashBullet.Count(text) == a.Number("num_bullets")),
        new("detectable_format:constrained_response", "contains My answer is yes. / no. / maybe.", [],
            (text, _) => Choices.Any(c => text.Contains(c, StringComparison.Ordinal))),
        new("detectable_format:number_highlighted_sections", "at least num_highlights of *x* and **x** that are not empty", ["num_highlights"],
            (text, a) => CountFilled(Highlight.Matches(text)) + CountFilled(DoubleHighlight.Matches(text)) >= a.Number("num_highlights")),
        new("detectable_format:multiple_sections", "at least num_sections of the splitter followed by a number", ["section_spliter", "num_sections"],
            (text, a) => CountSections(text, a.Text("section_spliter")) >= a.Number("num_sections")),
        new("detectable_format:json_format", "JSON once a code fence around it is taken off", [], (text, _) => IsJson(text)),
        new("detectable_format:title", "a title in <<...>> on one line that is not empty", [],
            (text, _) => Title.Matches(text).Any(m => m.Value.TrimStart('<').TrimEnd('>').Trim().Length > 0)),
    ];

    private static int CountFilled(MatchCollection highlights) => highlights.Count(m => m.Value.Trim('*').Trim().Length > 0);

    private static int CountSections(string text, string splitter) =>
        new Regex($@"\s?{Regex.Escape(splitter)}\s?[\p{{Nd}}]+\s?", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)).Count(text);

    private static bool IsJson(string text)
    {
        text = text.Trim();
        foreach (var fence in Fences)
        {
            if (text.StartsWith(fence, StringComparison.Ordinal))
                text = text[fence.Length..];
        }

        if (text.EndsWith("```", StringComparison.Ordinal))
            text = text[..^3];
        try
        {
            using var document = JsonDocument.Parse(text.Trim());
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"^\s*\*[^*].*$", RegexOptions.Multiline | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex StarBullet { get; }

    [GeneratedRegex(@"^\s*-.*$", RegexOptions.Multiline | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex DashBullet { get; }

    [GeneratedRegex(@"\*[^\n*]*\*", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Highlight { get; }

    [GeneratedRegex(@"\*\*[^\n*]*\*\*", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex DoubleHighlight { get; }

    [GeneratedRegex(@"<<[^\n]+>>", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Title { get; }
}
