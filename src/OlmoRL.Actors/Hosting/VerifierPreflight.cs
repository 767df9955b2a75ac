using OlmoRL.Recipes;
using OlmoRL.Verification;

namespace OlmoRL.Actors.Hosting;

/// <summary>Opens the verifiers of a recipe before work starts.</summary>
internal static class VerifierPreflight
{
    /// <summary>A registry whose scripts are relative to the recipe; the named verifier is made at once.</summary>
    /// <exception cref="RecipeException">No verifier has that name, or its script does not compile.</exception>
    public static VerifierRegistry Open(string verifier, string recipePath)
    {
        var registry = new VerifierRegistry(Path.GetDirectoryName(Path.GetFullPath(recipePath))!);
        if (verifier.Length == 0)
            return registry;
        try
        {
            _ = registry.Create(verifier);
            return registry;
        }
        catch (Exception unusable) when (unusable is ArgumentException or Verification.Scripts.ScriptException or IOException)
        {
            throw new RecipeException(recipePath, "reward.verifier", unusable.Message, "a registered name, or script:PATH");
        }
    }
}
