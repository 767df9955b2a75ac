using System.Globalization;
using OlmoRL.Data.Templates.Evaluation;

namespace OlmoRL.Data.Templates.Values;

/// <summary>Values as JSON, spelled as Python's json.dumps does.</summary>
/// <remarks>
/// Hugging Face replaces Jinja's own tojson: nothing is escaped for HTML and text stays Unicode unless told otherwise.
/// </remarks>
internal sealed class JsonText(RenderContext context)
{
    private readonly TextBuilder _builder = new(context);

    public bool EnsureAscii { get; init; }

    public bool SortKeys { get; init; }

    /// <summary>What one level is indented by; null writes all on one line.</summary>
    public string? Indent { get; init; }

    public string ItemSeparator { get; init; } = ", ";

    public string KeySeparator { get; init; } = ": ";

    public TextValue Write(TemplateValue value)
    {
        Write(value, 0);
        return _builder.ToValue();
    }

    private void Write(TemplateValue value, int level)
    {
        switch (value)
        {
            case NoneValue:
                _ = _builder.Append("null");
                break;
            case BooleanValue boolean:
                _ = _builder.Append(boolean.Value ? "true" : "false");
                break;
            case IntegerValue integer:
                _ = _builder.Append(integer.Value.ToString(CultureInfo.InvariantCulture));
                break;
            case FloatValue number:
                _ = _builder.Append(PythonText.OfNumber(number.Value) switch
                {
                    "nan" => "NaN",
                    "inf" => "Infinity",
                    "-inf" => "-Infinity",
                    var digits => digits,
                });
                break;
            case TextValue text:
                WriteText(text);
                break;
            case ListValue list:
                WriteAll('[', ']', list.Items, level, item => Write(item, level + 1));
                break;
            case MappingValue mapping:
                var entries = SortKeys ? mapping.Entries.OrderBy(e => e.Key, StringComparer.Ordinal) : mapping.Entries.AsEnumerable();
                WriteAll('{', '}', entries, level, entry =>
                {
                    WriteText(new TextValue(entry.Key));
                    _ = _builder.Append(KeySeparator);
                    Write(entry.Value, level + 1);
                });
                break;
            default:
                throw context.Fault($"{value.TypeName} cannot be written as JSON");
        }
    }

    private void WriteAll<T>(char open, char close, IEnumerable<T> items, int level, Action<T> write)
    {
        _ = _builder.Append(open);
        var isFirst = true;
        foreach (var item in items)
        {
            if (!isFirst)
                _ = _builder.Append(ItemSeparator);
            BreakLine(level + 1);
            write(item);
            isFirst = false;
        }

        if (!isFirst)
            BreakLine(level);
        _ = _builder.Append(close);
    }

    private void BreakLine(int level)
    {
        if (Indent is null)
            return;
        _ = _builder.Append('\n');
        for (var i = 0; i < level; i++)
            _ = _builder.Append(Indent);
    }

    private void WriteText(TextValue text)
    {
        _ = _builder.Append('"');
        EscapedText.Append(_builder, text, Spell);
        _ = _builder.Append('"');
    }

    private string? Spell(char c) => c switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        '\b' => "\\b",
        '\f' => "\\f",
        _ => c < ' ' || (EnsureAscii && c > '~') ? $"\\u{(int)c:x4}" : null,
    };
}
