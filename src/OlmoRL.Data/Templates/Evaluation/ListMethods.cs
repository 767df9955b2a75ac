using OlmoRL.Data.Templates.Values;

namespace OlmoRL.Data.Templates.Evaluation;

/// <summary>Methods of Python's list. Those that change it are refused, as by the sandbox that transformers uses.</summary>
internal static class ListMethods
{
    public static FunctionValue? Find(RenderContext context, ListValue list, string name) => name switch
    {
        "index" => new("index", a => new IntegerValue(Index(context, list, a.Require(0, "item")))),
        "count" => new("count", a => new IntegerValue(list.Items.Count(i => Comparisons.AreEqual(i, a.Require(0, "item"))))),
        "copy" => new("copy", _ => list),
        "append" or "extend" or "insert" or "pop" or "remove" or "clear" or "sort" or "reverse" =>
            throw context.Fault($"{name} would change a list; write list + [item]"),
        _ => null,
    };

    private static int Index(RenderContext context, ListValue list, TemplateValue item)
    {
        for (var i = 0; i < list.Items.Count; i++)
        {
            if (Comparisons.AreEqual(list.Items[i], item))
                return i;
        }

        throw context.Fault("the item is not in the list");
    }
}
