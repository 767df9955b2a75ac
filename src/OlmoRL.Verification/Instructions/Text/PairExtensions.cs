namespace OlmoRL.Verification.Instructions.Text;

/// <summary>Neighbours in a sequence.</summary>
internal static class PairExtensions
{
    /// <summary>Each item with the one after it.</summary>
    public static IEnumerable<(T First, T Second)> Pairs<T>(this IEnumerable<T> items) => items.Zip(items.Skip(1));
}
