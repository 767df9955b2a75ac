namespace OlmoRL.Inference;

/// <summary>How much an engine runs at once.</summary>
public sealed record EngineOptions
{
    /// <summary>Sequences decoded together: the slots.</summary>
    public int MaxRunning { get; init; } = 64;

    /// <summary>Tokens of a cache block.</summary>
    public int BlockSize { get; init; } = 16;

    /// <summary>Longest sequence, prompt included; the cache holds <see cref="MaxRunning"/> of them.</summary>
    public required int MaxLength { get; init; }

    /// <summary>Blocks that let every slot hold its longest sequence.</summary>
    public int BlockCount => MaxRunning * ((MaxLength + BlockSize - 1) / BlockSize);
}

/// <summary>Tokens of one sequence in one forward pass: [Start, Start + Count) of its tokens.</summary>
public readonly record struct ScheduledTokens(Sequence Sequence, int Start, int Count);

/// <summary>Decides what each forward pass computes: one token of every running sequence, and the prompts of new ones.</summary>
/// <remarks>
/// Continuous batching at token granularity: a slot that a finished sequence leaves is filled at the next step. The full
/// blocks of a prompt are computed once and shared by the siblings of its group; sharing is keyed by the policy version,
/// because keys of older weights must not serve a prompt that starts under newer ones. A sequence is admitted only when
/// the blocks for its longest course are free, so none is ever preempted. Holds no tensor.
/// </remarks>
public sealed class Scheduler
{
    private readonly EngineOptions _options;
    private readonly BlockManager _blocks;
    private readonly Queue<Sequence> _waiting = [];
    private readonly List<Sequence> _running = [];
    private readonly Dictionary<long, int[]> _sharedPrompts = [];

    /// <summary>An empty schedule.</summary>
    public Scheduler(EngineOptions options)
    {
        _options = options;
        _blocks = new BlockManager(options.BlockCount, options.BlockSize);
    }

    /// <summary>Sequences that hold a slot, in order of admission.</summary>
    public IReadOnlyList<Sequence> Running => _running;

    /// <summary>Sequences that wait for a slot.</summary>
    public int WaitingCount => _waiting.Count;

    /// <summary>Cache blocks in nobody's use.</summary>
    public int FreeBlockCount => _blocks.FreeCount;

    /// <summary>Queues a sequence.</summary>
    /// <exception cref="ArgumentException">It is empty, or longer than the cache was made for.</exception>
    public void Add(Sequence sequence)
    {
        if (sequence.PromptLength == 0 || sequence.MaxLength > _options.MaxLength)
        {
            throw new ArgumentException($"a sequence of {sequence.PromptLength} prompt and at most " +
                $"{sequence.Request.Sampling.MaxTokens} sampled tokens; allowed: 1 to {_options.MaxLength} in all", nameof(sequence));
        }

        _waiting.Enqueue(sequence);
    }

    /// <summary>Fills free slots, then lists the tokens of the next forward pass: decoding first, then new prompts.</summary>
    public IReadOnlyList<ScheduledTokens> Schedule()
    {
        while (_waiting.Count > 0 && _running.Count < _options.MaxRunning && TryAdmit(_waiting.Peek()))
            _running.Add(_waiting.Dequeue());
        return [.. _running.Select(s => new ScheduledTokens(s, s.CachedCount, s.Tokens.Count - s.CachedCount))];
    }

    /// <summary>Frees the slot and the blocks of a sequence that ended.</summary>
    public void Finish(Sequence sequence)
    {
        _ = _running.Remove(sequence);
        Free(sequence);
        DropSharedPromptIfLast(sequence.Request.Key.GroupId);
    }

    /// <summary>Forgets every sequence of a group; returns how many there were.</summary>
    public int Cancel(long groupId)
    {
        var running = _running.Where(s => s.Request.Key.GroupId == groupId).ToArray();
        var waiting = _waiting.Where(s => s.Request.Key.GroupId != groupId).ToArray();
        var cancelled = running.Length + _waiting.Count - waiting.Length;
        _waiting.Clear();
        foreach (var sequence in waiting)
            _waiting.Enqueue(sequence);
        foreach (var sequence in running)
            Finish(sequence);
        DropSharedPromptIfLast(groupId);
        return cancelled;
    }

    /// <summary>Stops sharing prompts computed so far: their keys are of older weights.</summary>
    public void ForgetSharedPrompts()
    {
        foreach (var group in _sharedPrompts.Keys.ToArray())
            DropSharedPrompt(group);
    }

    private bool TryAdmit(Sequence sequence)
    {
        var group = sequence.Request.Key.GroupId;
        var shared = _sharedPrompts.GetValueOrDefault(group, []);
        var needed = _blocks.BlocksFor(sequence.MaxLength) - shared.Length;
        if (_blocks.FreeCount < needed)
            return false;
        foreach (var block in shared)
            _blocks.Share(block);
        sequence.Blocks = [.. shared, .. Enumerable.Range(0, needed).Select(_ => _blocks.Allocate())];
        sequence.CachedCount = shared.Length * _options.BlockSize;
        if (shared.Length == 0)
            SharePrompt(sequence);
        return true;
    }

    /// <summary>
    /// Lets siblings reuse the prompt's full blocks. The last prompt token is always computed anew, since its logits are
    /// what a sibling starts from.
    /// </summary>
    private void SharePrompt(Sequence sequence)
    {
        var full = (sequence.PromptLength - 1) / _options.BlockSize;
        if (full == 0)
            return;
        int[] blocks = sequence.Blocks[..full];
        foreach (var block in blocks)
            _blocks.Share(block);
        _sharedPrompts[sequence.Request.Key.GroupId] = blocks;
    }

    private void DropSharedPromptIfLast(long groupId)
    {
        bool OfGroup(Sequence s) => s.Request.Key.GroupId == groupId;
        if (!_waiting.Any(OfGroup) && !_running.Any(OfGroup))
            DropSharedPrompt(groupId);
    }

    private void DropSharedPrompt(long groupId)
    {
        if (!_sharedPrompts.Remove(groupId, out var blocks))
            return;
        foreach (var block in blocks)
            _blocks.Release(block);
    }

    private void Free(Sequence sequence)
    {
        foreach (var block in sequence.Blocks)
            _blocks.Release(block);
        sequence.Blocks = [];
    }
}
