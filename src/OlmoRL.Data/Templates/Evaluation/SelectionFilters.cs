using OlmoRL.Data.Templates.Values;

namespace OlmoRL.Data.Templates.Evaluation;

/// <summary>map, and the filters that keep the items a test holds for.</summary>
internal static class SelectionFilters
{
    public static TemplateValue Map(Arguments arguments)
    {
        var context = arguments.Context;
        if (arguments.Named.TryGetValue("attribute", out var attribute))
        {
            var absent = arguments.Named.GetValueOrDefault("default");
            return new ListValue([.. SequenceFilters.Items(arguments).Select(item =>
                Sequences.Path(context, item, attribute) is var value && value is UndefinedValue && absent is not null ? absent : value)]);
        }

        var filter = arguments.Text(1, "filter");
        var rest = arguments.Skip(2).Positional;
        return new ListValue([.. SequenceFilters.Items(arguments).Select(item =>
            Filters.Apply(filter, new Arguments(context, filter, [item, .. rest], arguments.Named)))]);
    }

    public static TemplateValue Select(Arguments arguments, bool keep) =>
        new ListValue([.. SequenceFilters.Items(arguments).Where(item => Holds(arguments, 1, item) == keep)]);

    public static TemplateValue SelectByMember(Arguments arguments, bool keep)
    {
        var path = arguments.Require(1, "attribute");
        return new ListValue([.. SequenceFilters.Items(arguments).Where(item =>
            Holds(arguments, 2, Sequences.Path(arguments.Context, item, path)) == keep)]);
    }

    // Without a test, the value itself decides.
    private static bool Holds(Arguments arguments, int testIndex, TemplateValue value)
    {
        if (arguments.Find(testIndex, "test") is null)
            return value.IsTruthy;
        var test = arguments.Text(testIndex, "test");
        return ValueTests.Holds(test, new Arguments(arguments.Context, test, [value, .. arguments.Skip(testIndex + 1).Positional], arguments.Named));
    }
}
