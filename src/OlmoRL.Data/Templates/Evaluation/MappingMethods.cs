using OlmoRL.Data.Templates.Values;

namespace OlmoRL.Data.Templates.Evaluation;

/// <summary>Methods of Python's dict that change nothing.</summary>
internal static class MappingMethods
{
    public static FunctionValue? Find(MappingValue mapping, string name) => name switch
    {
        "get" => new("get", a => mapping.Entries.GetValueOrDefault(Key(a)) ?? a.Find(1, "default") ?? NoneValue.Instance),
        "items" => new("items", _ => Items(mapping)),
        "keys" => new("keys", _ => new ListValue([.. mapping.Entries.Keys.Select(k => new TextValue(k))])),
        "values" => new("values", _ => new ListValue([.. mapping.Entries.Values])),
        "copy" => new("copy", _ => mapping),
        _ => null,
    };

    public static ListValue Items(MappingValue mapping) =>
        new([.. mapping.Entries.Select(e => new ListValue([new TextValue(e.Key), e.Value], isTuple: true))]);

    private static string Key(Arguments arguments) => arguments.Require(0, "key") is TextValue key ? key.Text : "";
}
