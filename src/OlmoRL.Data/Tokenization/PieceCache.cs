using System.Runtime.InteropServices;

namespace OlmoRL.Data.Tokenization;

/// <summary>Remembers the ids of pieces. Neither reads nor writes take a lock.</summary>
/// <remarks>
/// A fixed table, each piece with one place in it: a later piece of the same place replaces the earlier one. Entries never
/// change after they are published. The table holds nothing but what merging would give again, so what is replaced, or
/// lost between threads, never changes an encoding.
/// </remarks>
internal sealed class PieceCache
{
    private const int PlaceBits = 16;
    private const int LongestPiece = 32;

    private readonly Entry?[] _entries = new Entry?[1 << PlaceBits];

    // The last piece of each place that was not known: only what comes twice is worth an entry.
    private readonly uint[] _missed = new uint[1 << PlaceBits];

    /// <summary>Whether a piece is short enough to be remembered.</summary>
    public static bool Takes(int length) => length <= LongestPiece;

    /// <summary>The ids of a piece; null if it is not known.</summary>
    public int[]? Find(ReadOnlySpan<char> piece, uint hash)
    {
        var entry = _entries[hash >> (32 - PlaceBits)];
        return entry is not null && entry.Hash == hash && piece.SequenceEqual(entry.Piece) ? entry.Ids : null;
    }

    /// <summary>Remembers a piece that was not known, at the second time.</summary>
    public void Add(ReadOnlySpan<char> piece, uint hash, ReadOnlySpan<int> ids)
    {
        var place = hash >> (32 - PlaceBits);
        if (_missed[place] == hash)
            Volatile.Write(ref _entries[place], new Entry(hash, piece.ToString(), ids.ToArray()));
        else
            _missed[place] = hash;
    }

    /// <summary>Depends on every character and on the length.</summary>
    public static uint Hash(ReadOnlySpan<char> piece)
    {
        const ulong Mixer = 0x9e3779b97f4a7c15;
        var words = MemoryMarshal.Cast<char, ulong>(piece);
        var hash = (ulong)piece.Length * Mixer;
        foreach (var word in words)
            hash = (hash ^ word) * Mixer ^ hash >> 29;
        var last = 0UL;
        foreach (var c in piece[(4 * words.Length)..])
            last = last << 16 | c;
        hash = (hash ^ last) * Mixer;
        return (uint)((hash ^ hash >> 32) * Mixer >> 32);
    }

    private sealed record Entry(uint Hash, string Piece, int[] Ids);
}
