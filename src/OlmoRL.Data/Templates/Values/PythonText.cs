using System.Globalization;
using OlmoRL.Data.Templates.Evaluation;

namespace OlmoRL.Data.Templates.Values;

/// <summary>Values as Python prints them: <c>str()</c>, and <c>repr()</c> inside of lists and mappings.</summary>
internal static class PythonText
{
    public static TextValue Of(RenderContext context, TemplateValue value)
    {
        if (value is TextValue text)
            return text;
        if (value is UndefinedValue)
            return TextValue.Empty;
        var builder = new TextBuilder(context);
        Write(value, builder);
        return builder.ToValue();
    }

    public static string OfNumber(double value)
    {
        if (double.IsNaN(value) || double.IsInfinity(value))
            return double.IsNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
        if (value == Math.Truncate(value) && Math.Abs(value) < 1e16)
            return value.ToString("F1", CultureInfo.InvariantCulture);
        return value.ToString("R", CultureInfo.InvariantCulture).Replace('E', 'e');
    }

    private static void Write(TemplateValue value, TextBuilder builder)
    {
        switch (value)
        {
            case TextValue text:
                WriteQuoted(text, builder);
                break;
            case ListValue list:
                _ = builder.Append(list.IsTuple ? '(' : '[');
                WriteItems(list.Items, builder, item => Write(item, builder));
                _ = builder.Append(list.IsTuple ? list.Items.Count == 1 ? ",)" : ")" : "]");
                break;
            case MappingValue mapping:
                _ = builder.Append('{');
                WriteItems(mapping.Entries, builder, entry =>
                {
                    WriteQuoted(new TextValue(entry.Key), builder);
                    _ = builder.Append(": ");
                    Write(entry.Value, builder);
                });
                _ = builder.Append('}');
                break;
            default:
                _ = builder.Append(Scalar(value));
                break;
        }
    }

    private static string Scalar(TemplateValue value) => value switch
    {
        NoneValue => "None",
        BooleanValue boolean => boolean.Value ? "True" : "False",
        IntegerValue integer => integer.Value.ToString(CultureInfo.InvariantCulture),
        FloatValue number => OfNumber(number.Value),
        UndefinedValue => "Undefined",
        FunctionValue function => $"<function {function.Name}>",
        _ => $"<{value.TypeName}>",
    };

    private static void WriteItems<T>(IEnumerable<T> items, TextBuilder builder, Action<T> write)
    {
        var isFirst = true;
        foreach (var item in items)
        {
            if (!isFirst)
                _ = builder.Append(", ");
            write(item);
            isFirst = false;
        }
    }

    private static void WriteQuoted(TextValue value, TextBuilder builder)
    {
        var quote = value.Text.Contains('\'', StringComparison.Ordinal) && !value.Text.Contains('"', StringComparison.Ordinal) ? '"' : '\'';
        _ = builder.Append(quote);
        EscapedText.Append(builder, value, c => c switch
        {
            '\\' => "\\\\",
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            < ' ' or (>= '\x7f' and <= '\xa0') or '\xad' => $"\\x{(int)c:x2}",
            _ => c == quote ? "\\" + c : null,
        });
        _ = builder.Append(quote);
    }
}
