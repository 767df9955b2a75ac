using OlmoRL.Data.Templates.Values;

namespace OlmoRL.Data.Templates.Evaluation;

/// <summary>Members, items and slices of values.</summary>
internal static class Members
{
    /// <summary><c>value.name</c>: a method goes before an entry.</summary>
    public static TemplateValue Attribute(RenderContext context, TemplateValue value, string name) =>
        Method(context, value, name) ?? Entry(value, name) ?? Missing(context, value, $"has no member '{name}'");

    /// <summary><c>value[index]</c>: an entry goes before a method.</summary>
    public static TemplateValue Item(RenderContext context, TemplateValue value, TemplateValue index)
    {
        if (index is TextValue name)
            return Entry(value, name.Text) ?? Method(context, value, name.Text) ?? Missing(context, value, $"has no member '{name.Text}'");
        if (Operators.AsLong(index) is not { } place || value is not (ListValue or TextValue))
            return Missing(context, value, $"has no item of {index.TypeName}");
        var items = context.Items(value, "[]");
        place = place < 0 ? place + items.Count : place;
        return place >= 0 && place < items.Count ? items[(int)place] : Missing(context, value, $"of {items.Count} items has no item {place}");
    }

    /// <summary><c>value[start:stop:step]</c>.</summary>
    public static TemplateValue Slice(RenderContext context, TemplateValue value, long? start, long? stop, long? step)
    {
        if (value is not (ListValue or TextValue))
            throw value is UndefinedValue undefined ? context.Undefined(undefined) : context.Fault($"{value.TypeName} has no slices");
        var stride = step ?? 1;
        if (stride == 0)
            throw context.Fault("a slice's step must not be 0");
        var items = context.Items(value, "[]");
        var (low, high) = stride > 0 ? (0L, (long)items.Count) : (-1L, items.Count - 1L);
        long Bound(long? bound, long absent) => bound is not { } b ? absent : Math.Clamp(b < 0 ? b + items.Count : b, low, high);
        var (from, to) = stride > 0 ? (Bound(start, low), Bound(stop, high)) : (Bound(start, high), Bound(stop, low));

        var kept = new List<TemplateValue>();
        for (var i = from; stride > 0 ? i < to : i > to; i += stride)
            kept.Add(items[(int)i]);
        context.Budget.Step(kept.Count);
        return value is ListValue list ? new ListValue(kept, list.IsTuple) : Join(context, kept);
    }

    private static TextValue Join(RenderContext context, List<TemplateValue> characters)
    {
        var builder = new TextBuilder(context);
        foreach (var character in characters)
            _ = builder.Append((TextValue)character);
        return builder.ToValue();
    }

    private static TemplateValue? Entry(TemplateValue value, string name) => value switch
    {
        MappingValue mapping => mapping.Entries.GetValueOrDefault(name),
        NamespaceValue members => members.Members.GetValueOrDefault(name),
        LoopValue loop => loop.Member(name),
        _ => null,
    };

    private static TemplateValue? Method(RenderContext context, TemplateValue value, string name) => value switch
    {
        TextValue text => TextMethods.Find(text, name),
        MappingValue mapping => MappingMethods.Find(mapping, name),
        ListValue list => ListMethods.Find(context, list, name),
        _ => null,
    };

    private static TemplateValue Missing(RenderContext context, TemplateValue value, string what) =>
        value is UndefinedValue undefined ? throw context.Undefined(undefined) : new UndefinedValue($"{value.TypeName} {what}");
}
