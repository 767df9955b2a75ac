using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace OlmoRL.Recipes;

/// <summary>The keys a record type takes from TOML: its public properties that can be initialised.</summary>
internal sealed class RecipeShape
{
    private static readonly ConcurrentDictionary<Type, RecipeShape> Known = new();

    private RecipeShape(Type type) => Properties =
    [
        .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.SetMethod is { IsPublic: true } && p.GetMethod is not null)
            .Where(p => p.GetIndexParameters().Length == 0)
            .Select(p => new RecipeProperty(p)),
    ];

    public IReadOnlyList<RecipeProperty> Properties { get; }

    public IEnumerable<string> Keys => Properties.Select(p => p.Key);

    public static RecipeShape Of(Type type) => Known.GetOrAdd(type, t => new RecipeShape(t));
}

/// <summary>One key of a record.</summary>
internal sealed class RecipeProperty(PropertyInfo property)
{
    public string Key { get; } = KeyNames.Of(property.Name);

    public Type Type { get; } = property.PropertyType;

    public bool IsRequired { get; } = property.IsDefined(typeof(RequiredMemberAttribute));

    public bool IsPath { get; } = property.IsDefined(typeof(RecipePathAttribute));

    public object? Get(object recipe) => property.GetValue(recipe);

    public void Set(object recipe, object? value) => property.SetValue(recipe, value);
}
