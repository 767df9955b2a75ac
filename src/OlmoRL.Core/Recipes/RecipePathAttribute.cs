namespace OlmoRL.Recipes;

/// <summary>Marks text that names a file or folder, which the loader turns into a full path.</summary>
/// <remarks>
/// Relative to the recipe's folder, so a recipe can be run from anywhere; relative to the current directory when
/// the value comes from an override, as a shell user expects. An empty text stays empty.
/// </remarks>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RecipePathAttribute : Attribute;
