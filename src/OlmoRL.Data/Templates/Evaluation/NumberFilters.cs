using System.Globalization;
using OlmoRL.Data.Templates.Values;

namespace OlmoRL.Data.Templates.Evaluation;

/// <summary>Filters that make numbers.</summary>
internal static class NumberFilters
{
    public static TemplateValue Absolute(Arguments arguments) => arguments.Positional[0] is FloatValue number
        ? new FloatValue(Math.Abs(number.Value))
        : new IntegerValue(Math.Abs(Operators.Integer(arguments.Context, arguments.Positional[0], "abs")));

    public static TemplateValue Integer(Arguments arguments)
    {
        var value = arguments.Positional[0];
        if (Operators.AsDouble(value) is { } number)
            return value is FloatValue ? new IntegerValue((long)number) : new IntegerValue(Operators.AsLong(value)!.Value);
        var text = value is TextValue { Text: var digits } ? digits.Trim() : "";
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer))
            return new IntegerValue(integer);
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var parsed) && Math.Abs(parsed) < long.MaxValue
            ? new IntegerValue((long)parsed)
            : arguments.Find(1, "default") ?? new IntegerValue(0);
    }

    public static TemplateValue Float(Arguments arguments)
    {
        var value = arguments.Positional[0];
        if (Operators.AsDouble(value) is { } number)
            return new FloatValue(number);
        return value is TextValue text && double.TryParse(text.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var parsed)
            ? new FloatValue(parsed)
            : arguments.Find(1, "default") ?? new FloatValue(0);
    }

    public static TemplateValue Round(Arguments arguments)
    {
        var number = Operators.Number(arguments.Context, arguments.Positional[0], "round");
        var scale = Math.Pow(10, Math.Clamp(arguments.Integer(1, "precision", 0), -15, 15));
        return new FloatValue(arguments.Text(2, "method", "common") switch
        {
            "ceil" => Math.Ceiling(number * scale) / scale,
            "floor" => Math.Floor(number * scale) / scale,
            _ => Math.Round(number * scale, MidpointRounding.ToEven) / scale,
        });
    }
}
