namespace OlmoRL.Data.Tokenization;

/// <summary>Which two tokens merge, to what and at which rank.</summary>
/// <remarks>Open addressing over flat arrays: a lookup of the hot path costs one or two cache lines.</remarks>
internal sealed class MergeTable
{
    /// <summary>The rank of a pair that does not merge.</summary>
    public const int NoRank = int.MaxValue;

    private const ulong Empty = ulong.MaxValue;
    private readonly (ulong Pair, int Rank, int Result)[] _places;
    private readonly int _shift;

    public MergeTable(IReadOnlyList<BpeMerge> merges)
    {
        var bits = 4;
        while (1L << bits < 2L * merges.Count)
            bits++;
        _shift = 64 - bits;
        _places = new (ulong, int, int)[1 << bits];
        Array.Fill(_places, (Empty, NoRank, 0));

        // A pair that is listed twice goes by its last place, as in Hugging Face's tokenizers.
        foreach (var merge in merges)
            _places[Place(Pack(merge.Left, merge.Right))] = (Pack(merge.Left, merge.Right), merge.Rank, merge.Result);
    }

    /// <summary>The rank at which a pair merges, or <see cref="NoRank"/>.</summary>
    public int Rank(int left, int right, out int result)
    {
        var place = _places[Place(Pack(left, right))];
        result = place.Result;
        return place.Rank;
    }

    // Ids are not negative, so no pair is the empty one. At least half of the places are free: the search ends.
    private int Place(ulong pair)
    {
        var place = (int)(pair * 0x9e3779b97f4a7c15 >> _shift);
        while (_places[place].Pair != pair && _places[place].Pair != Empty)
            place = place + 1 & _places.Length - 1;
        return place;
    }

    private static ulong Pack(int left, int right) => (ulong)(uint)left << 32 | (uint)right;
}
