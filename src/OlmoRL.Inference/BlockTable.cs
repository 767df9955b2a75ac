namespace OlmoRL.Inference;

/// <summary>A block whose content must be copied before the pass, because its user is about to write into a shared one.</summary>
public readonly record struct BlockCopy(int From, int To);

/// <summary>The cache blocks of one sequence in the layers of one kind, in order of position.</summary>
/// <remarks>
/// Layers that slide forget blocks that no later token can see, so their tables have a first block above 0. A shared block
/// is replaced by a copy before it is written.
/// </remarks>
public sealed class BlockTable(BlockManager blocks, int window)
{
    private int[] _ids = [];

    /// <summary>Block of position p at p / blockSize; entries outside [<see cref="First"/>, <see cref="End"/>) mean nothing.</summary>
    public ReadOnlySpan<int> Ids => _ids;

    /// <summary>Index of the first block still held.</summary>
    public int First { get; private set; }

    /// <summary>One past the index of the last block.</summary>
    public int End { get; private set; }

    /// <summary>Fresh blocks that storing positions [from, to) takes.</summary>
    public int NeededFor(int from, int to)
    {
        if (to <= from)
            return 0;
        var needed = Math.Max(0, blocks.BlocksFor(to) - End);
        for (var i = from / blocks.BlockSize; i < Math.Min(End, blocks.BlocksFor(to)); i++)
            needed += blocks.UserCount(_ids[i]) > 1 ? 1 : 0;
        return needed;
    }

    /// <summary>Makes positions [from, to) this sequence's own to write.</summary>
    /// <param name="from">First position.</param>
    /// <param name="to">One past the last.</param>
    /// <param name="copies">Takes the copies to make before the pass.</param>
    public void Reserve(int from, int to, List<BlockCopy> copies)
    {
        if (to <= from)
            return;
        var end = blocks.BlocksFor(to);
        for (var i = from / blocks.BlockSize; i < Math.Min(End, end); i++)
        {
            var block = _ids[i];
            if (blocks.UserCount(block) == 1)
                continue;
            _ids[i] = blocks.Allocate();
            blocks.Release(block);
            if (from > i * blocks.BlockSize)
                copies.Add(new BlockCopy(block, _ids[i]));
        }

        Grow(end);
        while (End < end)
            _ids[End++] = blocks.Allocate();
    }

    /// <summary>Holds another table's blocks too, those that a query at some position sees.</summary>
    /// <param name="other">Of the same layers.</param>
    /// <param name="query">The query's position.</param>
    /// <param name="length">Positions in use.</param>
    public void Share(BlockTable other, int query, int length)
    {
        First = Math.Max(other.First, FirstSeen(query));
        End = blocks.BlocksFor(length);
        Grow(End);
        for (var i = First; i < End; i++)
        {
            _ids[i] = other._ids[i];
            blocks.Share(_ids[i]);
        }
    }

    /// <summary>Gives back what a query at this position, and any later one, does not see.</summary>
    public void Forget(int query)
    {
        for (var seen = Math.Min(End, FirstSeen(query)); First < seen; First++)
            blocks.Release(_ids[First]);
    }

    /// <summary>Gives everything back.</summary>
    public void Clear()
    {
        for (; First < End; First++)
            blocks.Release(_ids[First]);
        (First, End) = (0, 0);
    }

    private int FirstSeen(int query) => window == 0 ? 0 : Math.Max(0, query - window + 1) / blocks.BlockSize;

    private void Grow(int count)
    {
        if (_ids.Length < count)
            Array.Resize(ref _ids, Math.Max(count, 2 * _ids.Length));
    }
}
