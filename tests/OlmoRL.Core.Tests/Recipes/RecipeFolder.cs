using OlmoRL.Recipes;

namespace OlmoRL.Tests.Recipes;

/// <summary>A folder that holds one recipe for the time of a test.</summary>
public sealed class RecipeFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("olmorl-recipe-").FullName;

    public string File => System.IO.Path.Combine(Path, "x.toml");

    public T Load<T>(string toml, params string[] overrides)
        where T : class
    {
        System.IO.File.WriteAllText(File, toml);
        return RecipeLoader.Load<T>(File, overrides);
    }

    /// <summary>The message of the error that loading ends in, with the folder cut off.</summary>
    public string Error(string toml, params string[] overrides)
    {
        var error = Assert.Throws<RecipeException>(() => Load<SampleRecipe>(toml, overrides));
        Assert.Equal(File, error.File);
        Assert.DoesNotContain('\n', error.Message);
        return error.Message.Replace(Path + System.IO.Path.DirectorySeparatorChar, "", StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
