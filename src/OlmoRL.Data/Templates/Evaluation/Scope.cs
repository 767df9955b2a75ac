using OlmoRL.Data.Templates.Values;

namespace OlmoRL.Data.Templates.Evaluation;

/// <summary>Variables. An inner scope sees those of outer ones; what it sets ends with it.</summary>
internal sealed class Scope(Scope? outer = null)
{
    private readonly Dictionary<string, TemplateValue> _variables = new(StringComparer.Ordinal);

    public void Set(string name, TemplateValue value) => _variables[name] = value;

    public TemplateValue? Find(string name)
    {
        for (var scope = this; scope is not null; scope = scope.Outer)
        {
            if (scope._variables.TryGetValue(name, out var value))
                return value;
        }

        return null;
    }

    private Scope? Outer => outer;
}
