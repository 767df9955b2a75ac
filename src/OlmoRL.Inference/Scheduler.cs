using OlmoRL.Recipes;
using OlmoRL.Rollouts;

namespace OlmoRL.Inference;

/// <summary>Decides what each forward pass computes: a token of every running sequence, and prompts in chunks beside them.</summary>
/// <remarks>
/// Continuous batching at token granularity: a slot that a finished sequence leaves is filled at the next step. A sequence
/// is admitted when the blocks for the tokens it has are free, not those for its longest course; when blocks run out, the
/// newest running sequence gives its own back and computes its tokens again later. The prompt of a group is computed once:
/// its siblings hold the same blocks and copy the last one when they write. Holds no tensor.
/// </remarks>
public sealed class Scheduler
{
    private readonly EngineOptions _options;
    private readonly BlockManager[] _blocks;
    private readonly int[] _windows;
    private readonly LinkedList<Sequence> _waiting = [];
    private readonly LinkedList<Sequence> _preempted = [];
    private readonly List<Sequence> _running = [];
    private readonly Dictionary<long, int> _live = [];
    private readonly SharedPrompts _prompts;
    private readonly List<Sequence> _padding = [];
    private readonly ScheduledBatch _batch = new();
    private int _prefillLeft;
    private bool _batchIsOpen;

    /// <summary>An empty schedule.</summary>
    /// <param name="options">How much runs at once.</param>
    /// <param name="slidingWindow">Keys that sliding layers see; 0 when no layer slides.</param>
    public Scheduler(EngineOptions options, int slidingWindow = 0)
    {
        _options = options;
        _windows = slidingWindow == 0 ? [0] : [0, slidingWindow];
        _blocks =
        [
            .. _windows.Select(window => new BlockManager(
                window == 0 ? options.BlockCount : options.SlidingBlockCount(window), options.BlockSize)),
        ];
        _prompts = new SharedPrompts(NewTables);
    }

    /// <summary>Sequences that hold a slot, in order of admission.</summary>
    public IReadOnlyList<Sequence> Running => _running;

    /// <summary>Sequences that wait for a slot, preempted ones included.</summary>
    public int WaitingCount => _waiting.Count + _preempted.Count;

    /// <summary>While set, nothing is admitted.</summary>
    public bool HoldsAdmission { get; set; }

    /// <summary>Times that a sequence lost its blocks to an older one.</summary>
    public long PreemptionCount { get; private set; }

    /// <summary>Blocks nobody uses: in layers that see everything, then in layers that slide.</summary>
    public IReadOnlyList<int> FreeBlockCounts => [.. _blocks.Select(b => b.FreeCount)];

    /// <summary>Queues a sequence.</summary>
    /// <exception cref="ArgumentException">It is empty, or longer than the cache.</exception>
    public void Add(Sequence sequence)
    {
        var longest = Math.Min(_options.MaxLength, _options.BlockCount * _options.BlockSize);
        if (sequence.PromptLength == 0 || sequence.MaxLength > longest)
        {
            throw new ArgumentException($"a sequence of {sequence.PromptLength} prompt and at most " +
                $"{sequence.Request.Sampling.MaxTokens} sampled tokens; allowed: 1 to {longest} in all", nameof(sequence));
        }

        sequence.Tables = NewTables();
        _waiting.AddLast(sequence);
        var group = sequence.Request.Key.GroupId;
        _live[group] = _live.GetValueOrDefault(group) + 1;
    }

    /// <summary>Plans the next forward pass. The result is valid until the next call.</summary>
    public ScheduledBatch Schedule()
    {
        _batch.Clear();
        _prompts.BeginPass();
        _prefillLeft = _options.PrefillTokens;
        var preemptions = PreemptionCount;
        for (var i = 0; i < _running.Count; i++)
        {
            var sequence = _running[i];
            if (ChunkOf(sequence) is var count && count > 0 && MakeRoom(sequence, count))
                Plan(sequence, count);
        }

        _batchIsOpen |= _running.Count == 0;
        if (PreemptionCount == preemptions && !HoldsAdmission && (_batchIsOpen || _options.Batching == BatchingKind.Continuous))
            Admit();
        _batchIsOpen &= WaitingCount > 0 && _running.Count < _options.MaxRunning;
        foreach (var finished in _padding)
            _batch.Add(new ScheduledTokens(finished, finished.CachedCount - 1, 1, finished.CachedCount, 1));
        return _batch;
    }

    /// <summary>Notes that a span was computed, and gives back what later tokens cannot see.</summary>
    public static void Complete(ScheduledTokens span)
    {
        span.Sequence.CachedCount = Math.Max(span.Sequence.CachedCount, span.End);
        for (var i = 0; i < span.Sequence.Tables.Count; i++)
            span.Sequence.Tables[i].Forget(span.End);
    }

    /// <summary>Frees the slot and the blocks of a sequence that ended.</summary>
    public void Finish(Sequence sequence)
    {
        _ = _running.Remove(sequence);
        _batchIsOpen = false;
        if (_options.Batching == BatchingKind.StaticPadded && _running.Count > 0)
        {
            sequence.Status = SequenceStatus.Finished;
            _padding.Add(sequence);
            return;
        }

        Retire(sequence);
        ReleasePadding();
    }

    /// <summary>Forgets every sequence of a group and frees its blocks; returns how many there were.</summary>
    public int Cancel(long groupId)
    {
        bool OfGroup(Sequence s) => s.Request.Key.GroupId == groupId;
        Sequence[] cancelled = [.. _running.Where(OfGroup), .. _preempted.Where(OfGroup), .. _waiting.Where(OfGroup)];
        foreach (var sequence in cancelled)
        {
            if (sequence.Status == SequenceStatus.Running)
                _ = _running.Remove(sequence);
            else
                _ = (sequence.Status == SequenceStatus.Preempted ? _preempted : _waiting).Remove(sequence);
            Retire(sequence);
        }

        if (_running.Count == 0)
            ReleasePadding();
        return cancelled.Length;
    }

    /// <summary>Prompts computed from now on are of another version; with recompute, live sequences compute theirs again too.</summary>
    public void UseVersion(PolicyVersion version, bool recompute)
    {
        _prompts.Begin(version);
        while (recompute && _running.Count > 0)
            Preempt(_running[^1]);
    }

    private IReadOnlyList<BlockTable> NewTables() => [.. _blocks.Zip(_windows, (blocks, window) => new BlockTable(blocks, window))];

    /// <summary>
    /// Where the next pass starts. A sibling whose whole prompt is cached computes its last token again, for the logits.
    /// </summary>
    private static int StartOf(Sequence sequence) => Math.Min(sequence.CachedCount, sequence.Length - 1);

    private int ChunkOf(Sequence sequence)
    {
        var left = sequence.Length - StartOf(sequence);
        return left == 1 ? 1 : Math.Min(left, _prefillLeft);
    }

    private void Plan(Sequence sequence, int count)
    {
        var start = StartOf(sequence);
        var end = start + count;
        for (var i = 0; i < sequence.Tables.Count; i++)
            sequence.Tables[i].Reserve(sequence.CachedCount, end, _batch.Copies[i]);
        _prefillLeft -= count > 1 ? count : 0;
        var all = sequence.Request.Sampling.PromptLogProbs && start < sequence.PromptLength && sequence.SampledCount == 0;
        _batch.Add(new ScheduledTokens(sequence, start, count, sequence.CachedCount,
            all ? count : end == sequence.Length ? 1 : 0));
        if (end >= sequence.PromptLength && _prompts.IsLeader(sequence))
            _prompts.Publish(sequence);
    }

    /// <summary>Frees blocks for a running sequence's next tokens: idle prompts first, then the newest; false when that was itself.</summary>
    private bool MakeRoom(Sequence sequence, int count)
    {
        while (!Fits(sequence, StartOf(sequence) + count, reserve: 0))
        {
            if (_padding.Count > 0)
            {
                ReleasePadding();
                continue;
            }

            if (_prompts.DropAllBut(group => _running.Exists(s => s.Request.Key.GroupId == group)))
                continue;
            if (_running.Count == 1 && _prompts.DropAllBut(_ => false))
                continue;
            var newest = _running[^1];
            Preempt(newest);
            PreemptionCount++;
            if (newest == sequence)
                return false;
        }

        return true;
    }

    private bool Fits(Sequence sequence, int end, int reserve)
    {
        for (var i = 0; i < _blocks.Length; i++)
        {
            if (sequence.Tables[i].NeededFor(sequence.CachedCount, end) + reserve > _blocks[i].FreeCount)
                return false;
        }

        return true;
    }

    private void Preempt(Sequence sequence)
    {
        _ = _running.Remove(sequence);
        _prompts.Abandon(sequence);
        sequence.ReleaseBlocks();
        sequence.Status = SequenceStatus.Preempted;
        _ = _preempted.AddFirst(sequence);
        if (_running.Count == 0)
            ReleasePadding();
    }

    /// <summary>The batch is over: what was computed along gives its blocks back.</summary>
    private void ReleasePadding()
    {
        foreach (var padding in _padding)
            Retire(padding);
        _padding.Clear();
    }

    private void Admit()
    {
        foreach (var queue in (LinkedList<Sequence>[])[_preempted, _waiting])
        {
            for (var node = queue.First; node is not null && _running.Count < _options.MaxRunning;)
            {
                var next = node.Next;
                if (!_prompts.IsUnderWay(node.Value))
                {
                    if (!TryAdmit(node.Value))
                        return;
                    queue.Remove(node);
                }

                node = next;
            }
        }
    }

    private bool TryAdmit(Sequence sequence)
    {
        var group = sequence.Request.Key.GroupId;
        var shared = sequence.Request.Sampling.PromptLogProbs ? null : _prompts.Find(group);
        if (shared is not null)
        {
            for (var i = 0; i < shared.Count; i++)
                sequence.Tables[i].Share(shared[i], sequence.PromptLength - 1, sequence.PromptLength);
            sequence.CachedCount = sequence.PromptLength;
        }

        var count = ChunkOf(sequence);
        if (count == 0 || !HasRoom(sequence, count))
        {
            sequence.ReleaseBlocks();
            return _running.Count == 0 && _prompts.DropAllBut(_ => false) && TryAdmit(sequence);
        }

        sequence.Status = SequenceStatus.Running;
        _running.Add(sequence);
        if (shared is null && _live[group] > 1 && !sequence.Request.Sampling.PromptLogProbs)
            _prompts.Lead(sequence);
        Plan(sequence, count);
        return true;
    }

    /// <summary>
    /// Whether blocks are free for the tokens a sequence has (where it slides: for its next ones), and one more for every
    /// running sequence that may still need one.
    /// </summary>
    private bool HasRoom(Sequence sequence, int count)
    {
        var reserve = _running.Count(s => _blocks[0].BlocksFor(s.MaxLength) > s.Tables[0].End);
        return sequence.Tables[0].NeededFor(sequence.CachedCount, sequence.Length) + reserve <= _blocks[0].FreeCount
            && Fits(sequence, StartOf(sequence) + count, reserve);
    }

    private void Retire(Sequence sequence)
    {
        sequence.Status = SequenceStatus.Finished;
        _prompts.Abandon(sequence);
        sequence.ReleaseBlocks();
        var group = sequence.Request.Key.GroupId;
        if (--_live[group] > 0)
            return;
        _ = _live.Remove(group);
        _prompts.Drop(group);
    }
}
