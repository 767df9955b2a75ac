namespace OlmoRL.Data.Templates.Values;

/// <summary>A value of a template, with Python's meaning.</summary>
internal abstract class TemplateValue
{
    /// <summary>The name of the type, for messages.</summary>
    public abstract string TypeName { get; }

    /// <summary>What a condition makes of it.</summary>
    public virtual bool IsTruthy => true;
}

/// <summary>What a name, member or item is that does not exist.</summary>
/// <param name="description">What was looked for.</param>
internal sealed class UndefinedValue(string description) : TemplateValue
{
    public override string TypeName => "undefined";

    public override bool IsTruthy => false;

    public string Description => description;
}

/// <summary><c>none</c>.</summary>
internal sealed class NoneValue : TemplateValue
{
    private NoneValue()
    {
    }

    public static NoneValue Instance { get; } = new();

    public override string TypeName => "none";

    public override bool IsTruthy => false;
}

/// <summary><c>true</c> or <c>false</c>; a number where one is wanted.</summary>
internal sealed class BooleanValue : TemplateValue
{
    private BooleanValue(bool value) => Value = value;

    public static BooleanValue True { get; } = new(true);

    public static BooleanValue False { get; } = new(false);

    public bool Value { get; }

    public override string TypeName => "boolean";

    public override bool IsTruthy => Value;

    public static BooleanValue Of(bool value) => value ? True : False;
}

/// <summary>A whole number of 64 bits.</summary>
internal sealed class IntegerValue(long value) : TemplateValue
{
    public long Value => value;

    public override string TypeName => "integer";

    public override bool IsTruthy => value != 0;
}

/// <summary>A number of double precision.</summary>
internal sealed class FloatValue(double value) : TemplateValue
{
    public double Value => value;

    public override string TypeName => "float";

    public override bool IsTruthy => value != 0;
}

/// <summary>A list, or a tuple, which only looks different when printed.</summary>
internal sealed class ListValue(IReadOnlyList<TemplateValue> items, bool isTuple = false) : TemplateValue
{
    public IReadOnlyList<TemplateValue> Items => items;

    public bool IsTuple => isTuple;

    public override string TypeName => isTuple ? "tuple" : "list";

    public override bool IsTruthy => items.Count > 0;
}

/// <summary>A mapping from text, in the order of its making.</summary>
internal sealed class MappingValue(OrderedDictionary<string, TemplateValue> entries) : TemplateValue
{
    public OrderedDictionary<string, TemplateValue> Entries => entries;

    public override string TypeName => "mapping";

    public override bool IsTruthy => entries.Count > 0;
}

/// <summary><c>namespace()</c>: members that inner scopes can set.</summary>
internal sealed class NamespaceValue(Dictionary<string, TemplateValue> members) : TemplateValue
{
    public Dictionary<string, TemplateValue> Members => members;

    public override string TypeName => "namespace";
}

/// <summary>Something that can be called: a macro, a method with its object, a global function.</summary>
internal sealed class FunctionValue(string name, Func<Arguments, TemplateValue> call) : TemplateValue
{
    public string Name => name;

    public Func<Arguments, TemplateValue> Call => call;

    public override string TypeName => "function";
}
