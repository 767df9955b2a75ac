using System.Globalization;
using OlmoRL.Data.Templates.Values;

namespace OlmoRL.Data.Templates.Evaluation;

/// <summary>Python's <c>text % values</c>, of which templates use %s, %d and %%.</summary>
internal static class PercentFormat
{
    public static TextValue Apply(RenderContext context, TextValue format, TemplateValue right)
    {
        var values = right is ListValue { IsTuple: true } tuple ? tuple.Items : [right];
        var builder = new TextBuilder(context);
        var next = 0;
        for (var i = 0; i < format.Text.Length; i++)
        {
            if (format.Text[i] != '%')
            {
                _ = builder.Append(format.Slice(i, 1));
                continue;
            }

            var kind = ++i < format.Text.Length ? format.Text[i] : '\0';
            if (kind == '%')
                _ = builder.Append('%');
            else if (next >= values.Count)
                throw context.Fault("the format has more places than values");
            else if (kind == 's')
                _ = builder.Append(PythonText.Of(context, values[next++]));
            else if (kind is 'd' or 'i')
                _ = builder.Append(Math.Truncate(Operators.Number(context, values[next++], "%d")).ToString("F0", CultureInfo.InvariantCulture));
            else
                throw context.Fault($"%{kind} is not supported");
        }

        return next == values.Count ? builder.ToValue() : throw context.Fault("the format has fewer places than values");
    }
}
