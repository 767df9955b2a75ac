using OlmoRL.Recipes;

namespace OlmoRL.Inference;

/// <summary>How much an engine runs at once, and how it computes.</summary>
public sealed record EngineOptions
{
    /// <summary>Sequences decoded together: the slots.</summary>
    public int MaxRunning { get; init; } = 64;

    /// <summary>Longest sequence, prompt included.</summary>
    public required int MaxLength { get; init; }

    /// <summary>Tokens of a cache block.</summary>
    public int BlockSize { get; init; } = 16;

    /// <summary>Tokens the cache holds; 0 is the longest sequence in every slot.</summary>
    public int CacheTokens { get; init; }

    /// <summary>Most prompt tokens computed in one step beside the decoding sequences.</summary>
    public int PrefillTokens { get; init; } = 512;

    /// <summary>What a weight update does to live sequences' caches.</summary>
    public KvAfterUpdate KvAfterUpdate { get; init; } = KvAfterUpdate.Keep;

    /// <summary>How sequences come and go in the slots.</summary>
    public BatchingKind Batching { get; init; } = BatchingKind.Continuous;

    /// <summary>What computes the forward pass.</summary>
    public AttentionKind Attention { get; init; } = AttentionKind.Cpu;

    /// <summary>Of weights and cache.</summary>
    public EnginePrecision Precision { get; init; } = EnginePrecision.Fp32;

    /// <summary>Threads of the C# path and of sampling.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Blocks for the layers that see everything; by default with a last block of its own for every shared prompt.</summary>
    public int BlockCount => CacheTokens > 0 ? BlocksFor(CacheTokens) : MaxRunning * BlocksFor(MaxLength) + MaxRunning / 2 + 1;

    /// <summary>Options of a recipe's engine.</summary>
    public static EngineOptions Of(EngineSpec spec, int slots, int maxLength, int threads) => new()
    {
        MaxRunning = slots,
        MaxLength = maxLength,
        CacheTokens = spec.CacheTokens,
        PrefillTokens = spec.PrefillTokens,
        KvAfterUpdate = spec.KvAfterUpdate,
        Batching = spec.Batching,
        Attention = spec.Attention,
        Precision = spec.Precision,
        Threads = threads,
    };

    /// <summary>
    /// Blocks for the layers that see only a window: what each slot can see, half as much again for shared prompts, and a
    /// prompt on its way.
    /// </summary>
    public int SlidingBlockCount(int window) =>
        Math.Min(BlockCount, 3 * MaxRunning * (BlocksFor(window) + 2) / 2 + BlocksFor(PrefillTokens) + 1);

    private int BlocksFor(int tokens) => (tokens + BlockSize - 1) / BlockSize;
}
