using OlmoRL.Data.Templates.Values;

namespace OlmoRL.Data.Templates.Evaluation;

/// <summary>The variable <c>loop</c>.</summary>
/// <param name="recurse">Renders the same loop over other items; null unless the loop is recursive.</param>
internal sealed class LoopValue(RenderContext context, IReadOnlyList<TemplateValue> items, int depth, Func<TemplateValue, TextValue>? recurse) : TemplateValue
{
    private IReadOnlyList<TemplateValue>? _lastChecked;

    /// <summary>Index of the item at hand.</summary>
    public int Index { get; set; }

    public int Depth => depth;

    public override string TypeName => "loop";

    public TemplateValue? Member(string name) => name switch
    {
        "index" => new IntegerValue(Index + 1),
        "index0" => new IntegerValue(Index),
        "revindex" => new IntegerValue(items.Count - Index),
        "revindex0" => new IntegerValue(items.Count - Index - 1),
        "first" => BooleanValue.Of(Index == 0),
        "last" => BooleanValue.Of(Index == items.Count - 1),
        "length" => new IntegerValue(items.Count),
        "depth" => new IntegerValue(depth + 1),
        "depth0" => new IntegerValue(depth),
        "previtem" => Index > 0 ? items[Index - 1] : new UndefinedValue("there is no previous item"),
        "nextitem" => Index + 1 < items.Count ? items[Index + 1] : new UndefinedValue("there is no next item"),
        "cycle" => new FunctionValue("cycle", Cycle),
        "changed" => new FunctionValue("changed", Changed),
        _ => null,
    };

    public TemplateValue Recurse(Arguments arguments) =>
        recurse is null ? throw context.Fault("the loop is not recursive") : recurse(arguments.Require(0, "items"));

    private TemplateValue Cycle(Arguments arguments) =>
        arguments.Positional.Count > 0 ? arguments.Positional[Index % arguments.Positional.Count] : throw context.Fault("cycle needs items");

    private BooleanValue Changed(Arguments arguments)
    {
        var changed = _lastChecked is null || !Comparisons.AreEqual(new ListValue(_lastChecked), new ListValue(arguments.Positional));
        _lastChecked = arguments.Positional;
        return BooleanValue.Of(changed);
    }
}
