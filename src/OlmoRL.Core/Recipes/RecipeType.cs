namespace OlmoRL.Recipes;

/// <summary>What a property's type looks like in TOML.</summary>
internal abstract record RecipeType
{
    public static RecipeType Of(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (RecipeScalar.Supports(type))
            return new Scalar(type);
        if (type == typeof(RecipeTable))
            return new Table();
        if (type.IsSZArray)
            return new List(type.GetElementType()!);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
            return new List(type.GetGenericArguments()[0]);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>)
            && type.GetGenericArguments()[0] == typeof(string))
            return new Map(type.GetGenericArguments()[1]);
        if (type is { IsClass: true, IsAbstract: false } && type.GetConstructor(Type.EmptyTypes) is not null)
            return new Record(type);
        throw new NotSupportedException($"a recipe cannot hold a {type}");
    }

    /// <summary>What an error message asks for.</summary>
    public string Expected => this switch
    {
        Scalar scalar => RecipeScalar.Expected(scalar.Type),
        List { Element: var element } => Of(element) is Record ? "expected an array of tables" : "expected an array",
        _ => "expected a table",
    };

    public sealed record Scalar(Type Type) : RecipeType;

    public sealed record Table : RecipeType;

    public sealed record List(Type Element) : RecipeType;

    public sealed record Map(Type Value) : RecipeType;

    public sealed record Record(Type Type) : RecipeType;
}
