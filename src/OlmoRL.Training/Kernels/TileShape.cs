namespace OlmoRL.Training.Kernels;

/// <summary>How attention is cut into products that stay in a core's cache.</summary>
internal static class TileShape
{
    /// <summary>Queries of a tile; documents are filled up to a multiple of it with zeros.</summary>
    public const int Queries = 64;

    /// <summary>Most keys of a tile.</summary>
    public const int Keys = 256;

    /// <summary>Tokens with their filling.</summary>
    public static int Padded(int length) => (length + Queries - 1) / Queries * Queries;

    /// <summary>The keys that a tile of queries meets, in tiles: all begin at a multiple of 64 and none crosses one of 256.</summary>
    /// <param name="firstQuery">Position of the tile's first query in its document.</param>
    /// <param name="window">Keys that a query sees, itself included; 0 sees all before it.</param>
    public static IEnumerable<(int First, int Count)> KeyTiles(int firstQuery, int window)
    {
        var end = firstQuery + Queries;
        for (var first = FirstKey(firstQuery, window); first < end;)
        {
            var next = Math.Min(end, (first / Keys + 1) * Keys);
            yield return (first, next - first);
            first = next;
        }
    }

    private static int FirstKey(int firstQuery, int window) =>
        window == 0 ? 0 : Math.Max(0, firstQuery - window + 1) / Queries * Queries;
}
