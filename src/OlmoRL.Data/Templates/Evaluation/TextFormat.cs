using System.Globalization;
using OlmoRL.Data.Templates.Values;

namespace OlmoRL.Data.Templates.Evaluation;

/// <summary>Python's <c>text.format(…)</c> without format specifications.</summary>
internal static class TextFormat
{
    public static TextValue Apply(TextValue format, Arguments arguments)
    {
        var context = arguments.Context;
        var builder = new TextBuilder(context);
        var text = format.Text;
        var next = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is '{' or '}' && i + 1 < text.Length && text[i + 1] == text[i])
                _ = builder.Append(format.Slice(++i, 1));
            else if (text[i] == '}')
                throw context.Fault("a single '}' in the format");
            else if (text[i] != '{')
                _ = builder.Append(format.Slice(i, 1));
            else
            {
                var close = text.IndexOf('}', i);
                if (close < 0)
                    throw context.Fault("a single '{' in the format");
                var name = text[(i + 1)..close];
                _ = builder.Append(PythonText.Of(context, Value(arguments, name.Length == 0 ? next++.ToString(CultureInfo.InvariantCulture) : name)));
                i = close;
            }
        }

        return builder.ToValue();
    }

    private static TemplateValue Value(Arguments arguments, string name)
    {
        if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            return index < arguments.Positional.Count ? arguments.Positional[index] : throw arguments.Context.Fault("the format has more places than values");
        return arguments.Named.GetValueOrDefault(name) ?? throw arguments.Context.Fault($"the format's place '{name}' is not supported or has no value");
    }
}
