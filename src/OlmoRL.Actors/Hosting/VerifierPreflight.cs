using OlmoRL.Recipes;
using OlmoRL.Verification;
using OlmoRL.Verification.Scripts;

namespace OlmoRL.Actors.Hosting;

/// <summary>Opens the verifiers of a recipe before work starts.</summary>
public static class VerifierPreflight
{
    /// <summary>A registry whose scripts are relative to the recipe; every verifier that the recipe names is made at once.</summary>
    /// <exception cref="RecipeException">No verifier has that name, its options are wrong, or its script does not compile.</exception>
    /// <param name="rowVerifiers">What the rows name; may repeat.</param>
    public static VerifierRegistry Open(RewardSpec reward, string recipePath, IEnumerable<string> rowVerifiers)
    {
        var registry = new VerifierRegistry(Path.GetDirectoryName(Path.GetFullPath(recipePath))!, reward.Verifiers);
        foreach (var name in registry.ConfiguredNames)
            Make(registry, name, $"reward.verifiers.{name}", recipePath);
        if (reward.Verifier.Length > 0)
            Make(registry, reward.Verifier, "reward.verifier", recipePath);
        for (var i = 0; i < reward.Term.Count; i++)
            Make(registry, reward.Term[i].Verifier, $"reward.term[{i}].verifier", recipePath);
        foreach (var name in rowVerifiers.Distinct(StringComparer.OrdinalIgnoreCase))
            Make(registry, name, "data.path", recipePath);
        return registry;
    }

    private static void Make(VerifierRegistry registry, string name, string key, string recipePath)
    {
        try
        {
            _ = registry.Create(name);
        }
        catch (Exception unusable) when (unusable is ArgumentException or ScriptException or IOException)
        {
            throw new RecipeException(recipePath, key, unusable.Message, "a registered name, script:PATH or assembly:PATH;TYPE");
        }
    }
}
