namespace OlmoRL.Recipes;

/// <summary>What computes the engine's forward pass.</summary>
public enum AttentionKind
{
    /// <summary>Vectorised C# over raw memory: the fast path on a CPU.</summary>
    Cpu,

    /// <summary>TorchSharp operators on any device: the plain path, and the oracle of the other.</summary>
    Torch,
}

/// <summary>Number format of the engine's weights and KV cache.</summary>
public enum EnginePrecision
{
    /// <summary>32 bits, like the learner's.</summary>
    Fp32,

    /// <summary>16 bits with fp32's range: half the memory to read; the mismatch with the learner is measured.</summary>
    Bf16,
}

/// <summary>What becomes of the cached keys of live sequences when weights change.</summary>
public enum KvAfterUpdate
{
    /// <summary>They stay (PipelineRL, arXiv 2509.19128).</summary>
    Keep,

    /// <summary>They are computed anew with the new weights.</summary>
    Recompute,
}

/// <summary>How sequences come and go in the engine's slots: the first rungs of the OlmoRL ladder.</summary>
public enum BatchingKind
{
    /// <summary>A freed slot is filled at the next step.</summary>
    Continuous,

    /// <summary>A batch starts when the one before has ended; finished sequences leave it.</summary>
    StaticCompacted,

    /// <summary>As above, but finished sequences are computed along until the longest ends.</summary>
    StaticPadded,
}

/// <summary>When an engine takes new weights.</summary>
public enum WeightUpdates
{
    /// <summary>Between two decode steps; live sequences go on.</summary>
    InFlight,

    /// <summary>When all running sequences have ended; none is admitted meanwhile.</summary>
    Drained,
}

/// <summary>How the inference engine computes.</summary>
public sealed record EngineSpec : IRecipe
{
    /// <summary>What computes the forward pass.</summary>
    public AttentionKind Attention { get; init; } = AttentionKind.Cpu;

    /// <summary>Of weights and KV cache; the learner stays fp32.</summary>
    public EnginePrecision Precision { get; init; } = EnginePrecision.Fp32;

    /// <summary>What a weight update does to live sequences' caches.</summary>
    public KvAfterUpdate KvAfterUpdate { get; init; } = KvAfterUpdate.Keep;

    /// <summary>How sequences come and go; static batching is there to be compared with.</summary>
    public BatchingKind Batching { get; init; } = BatchingKind.Continuous;

    /// <summary>When new weights are taken; draining is there to be compared with.</summary>
    public WeightUpdates WeightUpdates { get; init; } = WeightUpdates.InFlight;

    /// <summary>How often a worker looks for work; 0 is at once, whenever a sequence ends. Polling is there to be compared with.</summary>
    public TimeSpan FeedInterval { get; init; }

    /// <summary>Tokens the KV cache holds; 0 is room for the longest sequence in every slot. With less, sequences may be preempted.</summary>
    public int CacheTokens { get; init; }

    /// <summary>Most prompt tokens computed in one step beside the decoding sequences.</summary>
    public int PrefillTokens { get; init; } = 512;

    /// <inheritdoc/>
    public IEnumerable<RecipeProblem> Validate()
    {
        if (CacheTokens < 0)
            yield return RecipeProblem.NotAllowed(nameof(CacheTokens), CacheTokens, "at least 0");
        if (FeedInterval < TimeSpan.Zero)
            yield return RecipeProblem.NotAllowed(nameof(FeedInterval), FeedInterval, "at least 0");
        if (PrefillTokens < 1)
            yield return RecipeProblem.NotAllowed(nameof(PrefillTokens), PrefillTokens, "at least 1");
    }
}
