using OlmoRL.Data.Templates.Syntax;
using OlmoRL.Data.Templates.Values;

namespace OlmoRL.Data.Templates.Evaluation;

/// <summary>What all parts of one rendering share: the place it has come to, its budget, its clock.</summary>
internal sealed class RenderContext
{
    private readonly string _template;

    public RenderContext(string template, RenderLimits limits, DateTimeOffset now)
    {
        _template = template;
        Now = now;
        Budget = new RenderBudget(limits, Fault);
    }

    public RenderBudget Budget { get; }

    public DateTimeOffset Now { get; }

    /// <summary>The statement that is carried out.</summary>
    public StatementPosition Position { get; set; } = StatementPosition.Text;

    public TemplateException Fault(string fault) => new(_template, Position.Line, Position.Construct, fault);

    /// <summary>A text; anything else is a fault.</summary>
    public TextValue Text(TemplateValue value, string user) =>
        value as TextValue ?? throw (value is UndefinedValue undefined ? Undefined(undefined) : Fault($"{user} needs text, not {value.TypeName}"));

    /// <summary>The items of a list, keys of a mapping or characters of a text; of what is undefined, none.</summary>
    public IReadOnlyList<TemplateValue> Items(TemplateValue value, string user) => value switch
    {
        ListValue list => list.Items,
        MappingValue mapping => [.. mapping.Entries.Keys.Select(k => new TextValue(k))],
        TextValue text => Characters.Of(text),
        UndefinedValue => [],
        _ => throw Fault($"{user} needs a list, not {value.TypeName}"),
    };

    public TemplateException Undefined(UndefinedValue value) => Fault(value.Description);
}
