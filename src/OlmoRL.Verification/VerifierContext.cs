using OlmoRL.Recipes;

namespace OlmoRL.Verification;

/// <summary>What a verifier is made from.</summary>
/// <param name="table">Its options in the recipe, or null.</param>
/// <param name="folder">The recipe's folder: what paths are relative to.</param>
/// <param name="shared">Resources of the whole registry.</param>
public sealed class VerifierContext(RecipeTable? table, string folder, SharedResources shared)
{
    /// <summary>The recipe's folder.</summary>
    public string Folder => folder;

    /// <summary>The options that the recipe gives, or their defaults.</summary>
    /// <exception cref="RecipeException">A key or value is not allowed.</exception>
    public T Options<T>()
        where T : VerifierOptions, new() => table?.Bind<T>() ?? new T();

    /// <summary>
    /// One instance for all verifiers of a run, such as a sandbox pool; made at first use, disposed with the registry.
    /// </summary>
    /// <param name="key">Verifiers that ask with the same key and type share it.</param>
    public T Shared<T>(string key, Func<T> make)
        where T : class => shared.Get(key, make);
}
