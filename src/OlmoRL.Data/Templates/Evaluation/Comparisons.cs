using OlmoRL.Data.Templates.Values;

namespace OlmoRL.Data.Templates.Evaluation;

/// <summary>Equality, order and membership of values.</summary>
internal static class Comparisons
{
    public static bool Holds(RenderContext context, string symbol, TemplateValue left, TemplateValue right) => symbol switch
    {
        "==" => AreEqual(left, right),
        "!=" => !AreEqual(left, right),
        "in" => Contains(context, right, left),
        "not in" => !Contains(context, right, left),
        "<" => Order(context, left, right) < 0,
        "<=" => Order(context, left, right) <= 0,
        ">" => Order(context, left, right) > 0,
        _ => Order(context, left, right) >= 0,
    };

    public static bool AreEqual(TemplateValue left, TemplateValue right) => (left, right) switch
    {
        (TextValue a, TextValue b) => a.Text == b.Text,
        (NoneValue, NoneValue) or (UndefinedValue, UndefinedValue) => true,
        (ListValue a, ListValue b) => a.IsTuple == b.IsTuple && a.Items.Count == b.Items.Count && a.Items.Zip(b.Items).All(p => AreEqual(p.First, p.Second)),
        (MappingValue a, MappingValue b) => a.Entries.Count == b.Entries.Count
            && a.Entries.All(e => b.Entries.TryGetValue(e.Key, out var other) && AreEqual(e.Value, other)),
        _ when Operators.AsDouble(left) is { } a && Operators.AsDouble(right) is { } b => a == b,
        _ => ReferenceEquals(left, right),
    };

    /// <summary>Below, at or above 0.</summary>
    public static int Order(RenderContext context, TemplateValue left, TemplateValue right)
    {
        if (left is UndefinedValue missing)
            throw context.Undefined(missing);
        if (right is UndefinedValue undefined)
            throw context.Undefined(undefined);
        if (left is TextValue a && right is TextValue b)
            return string.CompareOrdinal(a.Text, b.Text);
        if (Operators.AsDouble(left) is { } x && Operators.AsDouble(right) is { } y)
            return x.CompareTo(y);
        if (left is not ListValue first || right is not ListValue second)
            throw context.Fault($"{left.TypeName} and {right.TypeName} have no order");
        for (var i = 0; i < Math.Min(first.Items.Count, second.Items.Count); i++)
        {
            if (Order(context, first.Items[i], second.Items[i]) is not 0 and var order)
                return order;
        }

        return first.Items.Count.CompareTo(second.Items.Count);
    }

    private static bool Contains(RenderContext context, TemplateValue whole, TemplateValue part) => whole switch
    {
        TextValue text => text.Text.Contains(context.Text(part, "in").Text, StringComparison.Ordinal),
        MappingValue mapping => part is TextValue key && mapping.Entries.ContainsKey(key.Text),
        _ => context.Items(whole, "in").Any(item => AreEqual(item, part)),
    };
}
