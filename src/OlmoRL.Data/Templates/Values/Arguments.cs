using OlmoRL.Data.Templates.Evaluation;

namespace OlmoRL.Data.Templates.Values;

/// <summary>What a filter, test, method or function was called with.</summary>
/// <param name="context">Of the rendering; states faults.</param>
/// <param name="callee">Name of what is called.</param>
internal sealed class Arguments(
    RenderContext context,
    string callee,
    IReadOnlyList<TemplateValue> positional,
    IReadOnlyDictionary<string, TemplateValue> named)
{
    public RenderContext Context => context;

    public string Callee => callee;

    public IReadOnlyList<TemplateValue> Positional => positional;

    public IReadOnlyDictionary<string, TemplateValue> Named => named;

    /// <summary>The argument at a place or of a name; null if it was not given.</summary>
    public TemplateValue? Find(int index, string name) =>
        index < positional.Count ? positional[index] : named.GetValueOrDefault(name);

    public TemplateValue Require(int index, string name) =>
        Find(index, name) ?? throw context.Fault($"{callee} needs the argument {name}");

    public string Text(int index, string name) => context.Text(Require(index, name), callee).Text;

    public string Text(int index, string name, string absent) => Find(index, name) is { } value ? context.Text(value, callee).Text : absent;

    public long Integer(int index, string name, long absent) =>
        Find(index, name) is { } value ? Operators.Integer(context, value, callee) : absent;

    public bool Boolean(int index, string name, bool absent) => Find(index, name)?.IsTruthy ?? absent;

    /// <summary>The same call without its first arguments.</summary>
    public Arguments Skip(int count) => new(context, callee, [.. positional.Skip(count)], named);
}
