namespace OlmoRL.Recipes;

/// <summary>A recipe that cannot be run, in one line: the file, the key, what is wrong, what is allowed.</summary>
public sealed class RecipeException : Exception
{
    /// <summary>States a problem; <paramref name="key"/> or <paramref name="allowed"/> may be empty.</summary>
    public RecipeException(string file, string key, string problem, string allowed)
        : this(file, key, allowed.Length == 0 ? problem : $"{problem}: {allowed}")
    {
    }

    private RecipeException(string file, string key, string sentence)
        : base(key.Length == 0 ? $"{file}: {sentence}" : $"{file}: {key}: {sentence}")
    {
        File = file;
        Key = key;
    }

    /// <summary>The recipe file, spelled as the caller gave it.</summary>
    public string File { get; }

    /// <summary>The key's full path, as <c>trainer.learning_rate</c>; empty if no single key is at fault.</summary>
    public string Key { get; }

    internal static RecipeException UnknownKey(string file, string key, string? nearest, IEnumerable<string> allowed)
    {
        var hint = nearest is null ? "unknown key" : $"unknown key; did you mean {nearest}?";
        return new RecipeException(file, key, $"{hint} (allowed: {string.Join(", ", allowed)})");
    }
}
