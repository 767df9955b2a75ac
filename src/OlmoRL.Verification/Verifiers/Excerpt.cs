namespace OlmoRL.Verification.Verifiers;

/// <summary>The beginning of a text that may be of any length, for a reason that people read.</summary>
internal static class Excerpt
{
    private const int Length = 60;

    public static string Of(string text) => text.Length <= Length ? text : text[..Length] + "…";
}
