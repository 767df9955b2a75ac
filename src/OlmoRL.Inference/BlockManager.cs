namespace OlmoRL.Inference;

/// <summary>Hands out cache blocks and counts who uses each. A block is free when nobody does.</summary>
public sealed class BlockManager
{
    private readonly int[] _users;
    private readonly Stack<int> _free;

    /// <summary>All blocks start free.</summary>
    /// <param name="blockCount">Blocks in the cache.</param>
    /// <param name="blockSize">Tokens a block holds.</param>
    public BlockManager(int blockCount, int blockSize)
    {
        BlockSize = blockSize;
        _users = new int[blockCount];
        _free = new Stack<int>(Enumerable.Range(0, blockCount).Reverse());
    }

    /// <summary>Tokens a block holds.</summary>
    public int BlockSize { get; }

    /// <summary>Blocks in all.</summary>
    public int Count => _users.Length;

    /// <summary>Blocks nobody uses.</summary>
    public int FreeCount => _free.Count;

    /// <summary>Blocks that <paramref name="tokens"/> tokens need.</summary>
    public int BlocksFor(int tokens) => (tokens + BlockSize - 1) / BlockSize;

    /// <summary>How many use a block.</summary>
    public int UserCount(int block) => _users[block];

    /// <summary>Takes a free block for one user.</summary>
    /// <exception cref="InvalidOperationException">None is free.</exception>
    public int Allocate()
    {
        var block = _free.Pop();
        _users[block] = 1;
        return block;
    }

    /// <summary>Adds a user to a block in use.</summary>
    public void Share(int block)
    {
        if (_users[block] == 0)
            throw new InvalidOperationException($"block {block} is free and cannot be shared");
        _users[block]++;
    }

    /// <summary>Takes a user away; the last one frees the block.</summary>
    public void Release(int block)
    {
        if (_users[block] == 0)
            throw new InvalidOperationException($"block {block} is already free");
        if (--_users[block] == 0)
            _free.Push(block);
    }
}
