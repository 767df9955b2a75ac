using OlmoRL.Data.Templates.Values;

namespace OlmoRL.Data.Templates.Evaluation;

/// <summary>Work on lists that several filters share.</summary>
internal static class Sequences
{
    public static TextValue Join(RenderContext context, IReadOnlyList<TemplateValue> items, TextValue separator)
    {
        var builder = new TextBuilder(context);
        for (var i = 0; i < items.Count; i++)
        {
            if (i > 0)
                _ = builder.Append(separator);
            _ = builder.Append(PythonText.Of(context, items[i]));
        }

        return builder.ToValue();
    }

    /// <summary>A member by a path with dots, of which a number is an item's place.</summary>
    public static TemplateValue Path(RenderContext context, TemplateValue value, TemplateValue path)
    {
        if (path is not TextValue names)
            return Members.Item(context, value, path);
        foreach (var name in names.Text.Split('.'))
            value = Members.Item(context, value, long.TryParse(name, out var place) ? new IntegerValue(place) : new TextValue(name));
        return value;
    }

    /// <summary>What <c>sort</c> and its kind compare: a member or the item itself, case folded unless told not to.</summary>
    public static TemplateValue Key(RenderContext context, TemplateValue item, TemplateValue? attribute, bool caseSensitive)
    {
        var key = attribute is null or NoneValue ? item : Path(context, item, attribute);
        return !caseSensitive && key is TextValue text ? text.WithText(text.Text.ToLowerInvariant()) : key;
    }

    public static List<TemplateValue> Sort(
        RenderContext context, IReadOnlyList<TemplateValue> items, TemplateValue? attribute, bool caseSensitive, bool reverse)
    {
        context.Budget.Step(items.Count * 16L);
        var order = Comparer<TemplateValue>.Create((a, b) => Comparisons.Order(context, a, b));
        TemplateValue Key(TemplateValue item) => Sequences.Key(context, item, attribute, caseSensitive);
        return [.. reverse ? items.OrderByDescending(Key, order) : items.OrderBy(Key, order)];
    }
}
