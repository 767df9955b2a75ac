using System.Text.RegularExpressions;

namespace OlmoRL.Data.Templates.Syntax;

/// <summary>A template's text as Jinja reads it: line ends are <c>\n</c>, one at the very end is dropped.</summary>
internal sealed partial class TemplateSource
{
    private const int LongestExcerpt = 72;

    public TemplateSource(string name, string text)
    {
        Name = name;
        text = text.ReplaceLineEndings("\n");
        Text = text.EndsWith('\n') ? text[..^1] : text;
    }

    /// <summary>Named in errors.</summary>
    public string Name { get; }

    public string Text { get; }

    public TemplateException Fault(int start, string construct, string fault) => new(Name, LineAt(start), construct, fault);

    /// <summary>The tag that begins at an offset, on one line and not too long.</summary>
    public string Excerpt(int start)
    {
        var close = Text.IndexOf(Text.AsSpan(start).StartsWith("{%") ? "%}" : "}}", start, StringComparison.Ordinal);
        var tag = WhiteSpace().Replace(Text[start..(close < 0 ? Text.Length : close + 2)], " ");
        return tag.Length <= LongestExcerpt ? tag : tag[..(LongestExcerpt - 3)] + "...";
    }

    public int LineAt(int offset) => 1 + Text.AsSpan(0, offset).Count('\n');

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
