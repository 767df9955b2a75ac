using System.Collections.Concurrent;

namespace OlmoRL.Data.Tokenization;

/// <summary>Remembers the ids of pieces. Reads take no lock.</summary>
/// <remarks>
/// A full cache is emptied: the common pieces are back within a few thousand words. It holds nothing but what merging
/// would give again, so emptying it never changes an encoding.
/// </remarks>
internal sealed class PieceCache(int capacity = 1 << 16, int longestPiece = 64)
{
    private readonly ConcurrentDictionary<string, int[]> _ids = new(StringComparer.Ordinal);
    private int _count;

    public bool TryGet(ReadOnlySpan<char> piece, out int[] ids)
    {
        ids = [];
        if (piece.Length > longestPiece
            || !_ids.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(piece, out var known))
            return false;
        ids = known;
        return true;
    }

    public void Add(ReadOnlySpan<char> piece, ReadOnlySpan<int> ids)
    {
        if (piece.Length > longestPiece || !_ids.TryAdd(piece.ToString(), ids.ToArray()))
            return;
        if (Interlocked.Increment(ref _count) < capacity)
            return;
        Interlocked.Exchange(ref _count, 0);
        _ids.Clear();
    }
}
