using OlmoRL.Data.Templates.Values;

namespace OlmoRL.Data.Templates.Evaluation;

/// <summary>Functions that every template can call: Jinja's own, and those that Hugging Face adds.</summary>
internal static class GlobalFunctions
{
    // Jinja's sandbox has the same bound.
    private const long LongestRange = 100_000;

    public static void AddTo(Scope scope)
    {
        Add("range", Range);
        Add("namespace", a => new NamespaceValue(Members(a)));
        Add("dict", a => new MappingValue(new OrderedDictionary<string, TemplateValue>(Members(a))));
        Add("raise_exception", a => throw a.Context.Fault(PythonText.Of(a.Context, a.Require(0, "message")).Text));
        Add("strftime_now", a => new TextValue(DateFormat.Apply(a.Context, a.Text(0, "format"))));

        void Add(string name, Func<Arguments, TemplateValue> call) => scope.Set(name, new FunctionValue(name, call));
    }

    private static Dictionary<string, TemplateValue> Members(Arguments arguments)
    {
        var members = new Dictionary<string, TemplateValue>(StringComparer.Ordinal);
        foreach (var mapping in arguments.Positional.OfType<MappingValue>())
            foreach (var (name, value) in mapping.Entries)
                members[name] = value;
        foreach (var (name, value) in arguments.Named)
            members[name] = value;
        return members;
    }

    private static ListValue Range(Arguments arguments)
    {
        var two = arguments.Positional.Count > 1;
        var start = two ? arguments.Integer(0, "start", 0) : 0;
        var stop = arguments.Integer(two ? 1 : 0, "stop", 0);
        var step = arguments.Integer(2, "step", 1);
        if (step == 0)
            throw arguments.Context.Fault("a range's step must not be 0");
        var items = new List<TemplateValue>();
        for (var i = start; step > 0 ? i < stop : i > stop; i += step)
        {
            items.Add(new IntegerValue(i));
            if (items.Count > LongestRange)
                throw arguments.Context.Fault($"a range of more than {LongestRange} numbers");
        }

        return new ListValue(items);
    }
}
