using OlmoRL.Data.Templates.Values;

namespace OlmoRL.Data.Templates.Evaluation;

/// <summary>Filters over lists, mappings and the characters of texts.</summary>
internal static class SequenceFilters
{
    public static IReadOnlyList<TemplateValue> Items(Arguments arguments)
    {
        var items = arguments.Context.Items(arguments.Positional[0], arguments.Callee);
        arguments.Context.Budget.Step(items.Count);
        return items;
    }

    public static TemplateValue Length(Arguments arguments) => arguments.Positional[0] is TextValue text
        ? new IntegerValue(Characters.Count(text.Text))
        : new IntegerValue(Items(arguments).Count);

    public static TemplateValue First(Arguments arguments) =>
        Items(arguments) is [var first, ..] ? first : new UndefinedValue("there is no first item");

    public static TemplateValue Last(Arguments arguments) =>
        Items(arguments) is [.., var last] ? last : new UndefinedValue("there is no last item");

    public static TemplateValue Reverse(Arguments arguments) => arguments.Positional[0] is TextValue
        ? Sequences.Join(arguments.Context, [.. Items(arguments).Reverse()], TextValue.Empty)
        : new ListValue([.. Items(arguments).Reverse()]);

    public static TemplateValue Join(Arguments arguments)
    {
        var items = Items(arguments);
        if (arguments.Find(2, "attribute") is { } attribute and not NoneValue)
            items = [.. items.Select(i => Sequences.Path(arguments.Context, i, attribute))];
        return Sequences.Join(arguments.Context, items, PythonText.Of(arguments.Context, arguments.Find(1, "d") ?? TextValue.Empty));
    }

    public static TemplateValue Entries(Arguments arguments) => arguments.Positional[0] switch
    {
        MappingValue mapping => MappingMethods.Items(mapping),
        UndefinedValue => new ListValue([]),
        var other => throw arguments.Context.Fault($"items needs a mapping, not {other.TypeName}"),
    };

    public static TemplateValue SortedEntries(Arguments arguments)
    {
        if (arguments.Positional[0] is not MappingValue mapping)
            throw arguments.Context.Fault($"dictsort needs a mapping, not {arguments.Positional[0].TypeName}");
        var place = arguments.Text(2, "by", "key") == "value" ? 1 : 0;
        return new ListValue(Sequences.Sort(arguments.Context, MappingMethods.Items(mapping).Items, new IntegerValue(place),
            arguments.Boolean(1, "case_sensitive", false), arguments.Boolean(3, "reverse", false)));
    }

    public static TemplateValue Sort(Arguments arguments) => new ListValue(Sequences.Sort(
        arguments.Context, Items(arguments), arguments.Find(3, "attribute"), arguments.Boolean(2, "case_sensitive", false),
        arguments.Boolean(1, "reverse", false)));

    public static TemplateValue Unique(Arguments arguments)
    {
        var kept = new List<TemplateValue>();
        var keys = new List<TemplateValue>();
        foreach (var item in Items(arguments))
        {
            var key = Sequences.Key(arguments.Context, item, arguments.Find(2, "attribute"), arguments.Boolean(1, "case_sensitive", false));
            arguments.Context.Budget.Step(keys.Count);
            if (keys.Any(k => Comparisons.AreEqual(k, key)))
                continue;
            keys.Add(key);
            kept.Add(item);
        }

        return new ListValue(kept);
    }

    public static TemplateValue Sum(Arguments arguments)
    {
        var total = arguments.Find(2, "start") ?? new IntegerValue(0);
        foreach (var item in Items(arguments))
        {
            var value = arguments.Find(1, "attribute") is { } attribute and not NoneValue ? Sequences.Path(arguments.Context, item, attribute) : item;
            total = Operators.Apply(arguments.Context, "+", total, value);
        }

        return total;
    }

    /// <summary>The largest item (sign 1) or the smallest (-1).</summary>
    public static TemplateValue Extreme(Arguments arguments, int sign)
    {
        TemplateValue? best = null;
        foreach (var item in Items(arguments))
        {
            if (best is null || sign * Comparisons.Order(arguments.Context, item, best) > 0)
                best = item;
        }

        return best ?? new UndefinedValue("there is no item");
    }
}
