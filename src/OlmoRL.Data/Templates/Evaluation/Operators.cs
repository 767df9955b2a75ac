using OlmoRL.Data.Templates.Values;

namespace OlmoRL.Data.Templates.Evaluation;

/// <summary>Arithmetic of values.</summary>
internal static class Operators
{
    public static TemplateValue Apply(RenderContext context, string symbol, TemplateValue left, TemplateValue right) => (symbol, left, right) switch
    {
        ("+", TextValue a, TextValue b) => new TextBuilder(context).Append(a).Append(b).ToValue(),
        ("+", ListValue a, ListValue b) => new ListValue(Spend(context, [.. a.Items, .. b.Items]), a.IsTuple),
        ("*", TextValue a, IntegerValue b) => Repeat(context, a, b.Value),
        ("*", IntegerValue a, TextValue b) => Repeat(context, b, a.Value),
        ("*", ListValue a, IntegerValue b) => Repeat(context, a, b.Value),
        ("%", TextValue a, _) => PercentFormat.Apply(context, a, right),
        _ when left is UndefinedValue undefined => throw context.Undefined(undefined),
        _ when right is UndefinedValue undefined => throw context.Undefined(undefined),
        _ when AsLong(left) is { } a && AsLong(right) is { } b && symbol != "/" => OfIntegers(context, symbol, a, b),
        _ when AsDouble(left) is { } a && AsDouble(right) is { } b => OfFloats(context, symbol, a, b),
        _ => throw context.Fault($"{left.TypeName} {symbol} {right.TypeName} has no meaning"),
    };

    public static long Integer(RenderContext context, TemplateValue value, string user) =>
        AsLong(value) ?? throw context.Fault($"{user} needs a whole number, not {value.TypeName}");

    public static double Number(RenderContext context, TemplateValue value, string user) =>
        AsDouble(value) ?? throw context.Fault($"{user} needs a number, not {value.TypeName}");

    public static long? AsLong(TemplateValue value) => value switch
    {
        IntegerValue integer => integer.Value,
        BooleanValue boolean => boolean.Value ? 1 : 0,
        _ => null,
    };

    public static double? AsDouble(TemplateValue value) => value is FloatValue number ? number.Value : AsLong(value);

    private static TemplateValue OfIntegers(RenderContext context, string symbol, long a, long b)
    {
        if (b == 0 && symbol is ("//" or "%"))
            throw context.Fault("division by zero");
        if (symbol == "**" && b < 0)
            return OfFloats(context, symbol, a, b);
        try
        {
            return new IntegerValue(checked(symbol switch
            {
                "+" => a + b,
                "-" => a - b,
                "*" => a * b,
                "//" => FloorDivide(a, b),
                "%" => a - b * FloorDivide(a, b),
                _ => Power(a, b),
            }));
        }
        catch (OverflowException)
        {
            throw context.Fault("the number is too large");
        }
    }

    private static FloatValue OfFloats(RenderContext context, string symbol, double a, double b)
    {
        if (b == 0 && symbol is ("/" or "//" or "%"))
            throw context.Fault("division by zero");
        return new FloatValue(symbol switch
        {
            "+" => a + b,
            "-" => a - b,
            "*" => a * b,
            "/" => a / b,
            "//" => Math.Floor(a / b),
            "%" => a - b * Math.Floor(a / b),
            _ => Math.Pow(a, b),
        });
    }

    private static long FloorDivide(long a, long b) => checked(a / b - (a % b != 0 && a < 0 != b < 0 ? 1 : 0));

    private static long Power(long value, long exponent)
    {
        var result = 1L;
        if (value is 0 or 1)
            return exponent == 0 ? 1 : value;
        if (value == -1)
            return exponent % 2 == 0 ? 1 : -1;
        for (; exponent > 0; exponent--)
            result = checked(result * value);
        return result;
    }

    private static TextValue Repeat(RenderContext context, TextValue text, long count)
    {
        var builder = new TextBuilder(context);
        for (; count > 0 && text.Text.Length > 0; count--)
            _ = builder.Append(text);
        return builder.ToValue();
    }

    private static ListValue Repeat(RenderContext context, ListValue list, long count)
    {
        var items = new List<TemplateValue>();
        for (; count > 0 && list.Items.Count > 0; count--)
        {
            context.Budget.Step(list.Items.Count);
            items.AddRange(list.Items);
        }

        return new ListValue(items, list.IsTuple);
    }

    private static TemplateValue[] Spend(RenderContext context, TemplateValue[] items)
    {
        context.Budget.Step(items.Length);
        return items;
    }
}
