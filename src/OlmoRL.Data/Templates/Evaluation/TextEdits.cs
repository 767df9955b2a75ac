using System.Text;
using OlmoRL.Data.Templates.Values;

namespace OlmoRL.Data.Templates.Evaluation;

/// <summary>Changes to texts that keep the origins of their characters.</summary>
internal static class TextEdits
{
    /// <param name="characters">What is stripped; null strips white space.</param>
    public static TextValue Trim(TextValue text, string? characters, bool start, bool end)
    {
        bool Strips(char c) => characters is null ? char.IsWhiteSpace(c) : characters.Contains(c, StringComparison.Ordinal);
        var (from, to) = (0, text.Text.Length);
        while (start && from < to && Strips(text.Text[from]))
            from++;
        while (end && to > from && Strips(text.Text[to - 1]))
            to--;
        return text.Slice(from, to - from);
    }

    public static TextValue Capitalize(TextValue text) => text.Text.Length == 0
        ? text
        : text.WithText(char.ToUpperInvariant(text.Text[0]) + text.Text[1..].ToLowerInvariant());

    public static TextValue Title(TextValue text)
    {
        var titled = new StringBuilder(text.Text.Length);
        for (var i = 0; i < text.Text.Length; i++)
            _ = titled.Append(i > 0 && char.IsLetter(text.Text[i - 1]) ? char.ToLowerInvariant(text.Text[i]) : char.ToUpperInvariant(text.Text[i]));
        return text.WithText(titled.ToString());
    }

    /// <param name="count">How many at most; all if negative.</param>
    public static TextValue Replace(RenderContext context, TextValue text, string old, TextValue replacement, long count)
    {
        var builder = new TextBuilder(context);
        var at = 0;
        if (old.Length == 0)
        {
            // Python puts the replacement around every character.
            for (; at <= text.Text.Length; at++)
            {
                if (count-- != 0)
                    _ = builder.Append(replacement);
                else
                    count = 0;
                if (at < text.Text.Length)
                    _ = builder.Append(text.Slice(at, 1));
            }

            return builder.ToValue();
        }

        while (count != 0 && text.Text.IndexOf(old, at, StringComparison.Ordinal) is >= 0 and var found)
        {
            _ = builder.Append(text.Slice(at, found - at)).Append(replacement);
            at = found + old.Length;
            count--;
        }

        return at == 0 ? text : builder.Append(text.Slice(at)).ToValue();
    }

    public static List<TemplateValue> Split(TextValue text, string separator, long most)
    {
        var parts = new List<TemplateValue>();
        var at = 0;
        while (most-- != 0 && text.Text.IndexOf(separator, at, StringComparison.Ordinal) is >= 0 and var found)
        {
            parts.Add(text.Slice(at, found - at));
            at = found + separator.Length;
        }

        parts.Add(text.Slice(at));
        return parts;
    }

    public static List<TemplateValue> SplitAtWhiteSpace(TextValue text, long most)
    {
        var parts = new List<TemplateValue>();
        var rest = Trim(text, null, start: true, end: false);
        while (rest.Text.Length > 0)
        {
            var end = 0;
            while (end < rest.Text.Length && !char.IsWhiteSpace(rest.Text[end]))
                end++;
            if (most-- == 0)
                end = Trim(rest, null, start: false, end: true).Text.Length;
            parts.Add(rest.Slice(0, end));
            rest = Trim(rest.Slice(end), null, start: true, end: false);
        }

        return parts;
    }

    public static List<TemplateValue> Lines(TextValue text)
    {
        var lines = Split(text, "\n", -1);
        if (lines[^1] is TextValue { Text: "" })
            lines.RemoveAt(lines.Count - 1);
        return [.. lines.Select(line => line is TextValue { Text: [.., '\r'] } ended ? ended.Slice(0, ended.Text.Length - 1) : line)];
    }

    /// <summary>Indents all lines but the first, and those that are empty, unless told to.</summary>
    public static TextValue Indent(RenderContext context, TextValue text, string indent, bool first, bool blank)
    {
        var builder = new TextBuilder(context);
        var isFirst = true;
        foreach (var line in Split(text, "\n", -1).Cast<TextValue>())
        {
            if (!isFirst)
                _ = builder.Append('\n');
            if (isFirst ? first : blank || line.Text.Length > 0)
                _ = builder.Append(indent);
            _ = builder.Append(line);
            isFirst = false;
        }

        return builder.ToValue();
    }
}
