using System.Text;

namespace OlmoRL.Data.Tokenization;

/// <summary>Whether this process can normalise text.</summary>
/// <remarks>With InvariantGlobalization .NET returns text as it is and says nothing.</remarks>
internal static class UnicodeComposition
{
    public static bool IsAvailable { get; } = "e\u0301".Normalize(NormalizationForm.FormC) == "\u00e9";
}
