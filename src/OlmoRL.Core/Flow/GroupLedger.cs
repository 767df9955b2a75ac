using OlmoRL.Rollouts;

namespace OlmoRL.Flow;

/// <summary>Where a group is in its life.</summary>
public enum GroupState
{
    /// <summary>Drawn and given a slot; no worker has it.</summary>
    Admitted,

    /// <summary>A worker samples its siblings, or verifiers grade them.</summary>
    Generating,

    /// <summary>All siblings are graded and it has a signal.</summary>
    Ready,

    /// <summary>The learner has it.</summary>
    Training,
}

/// <summary>A live group.</summary>
public sealed class LedgerEntry(long id, Prompt prompt, PolicyVersion admittedAt)
{
    /// <summary>Order of admission.</summary>
    public long Id { get; } = id;

    /// <summary>What is sampled from.</summary>
    public Prompt Prompt { get; } = prompt;

    /// <summary>The newest published version when it was admitted.</summary>
    public PolicyVersion AdmittedAt { get; } = admittedAt;

    /// <summary>Its place in life.</summary>
    public GroupState State { get; internal set; } = GroupState.Admitted;

    /// <summary>The worker that holds the lease, or null.</summary>
    public string? Worker { get; internal set; }

    /// <summary>The order that gave it to the worker, as the worker counts its orders.</summary>
    public long Order { get; internal set; }

    /// <summary>Counts leases: results of an earlier one are discarded.</summary>
    public int Epoch { get; internal set; }

    /// <summary>Graded siblings by index.</summary>
    public SortedDictionary<int, Rollout> Rollouts { get; } = [];

    /// <summary>With credit assigned, once it is ready.</summary>
    public RolloutGroup? Group { get; internal set; }
}

/// <summary>What a ledger is made for.</summary>
public sealed record LedgerOptions
{
    /// <summary>Siblings of a group.</summary>
    public required int GroupSize { get; init; }

    /// <summary>Groups a step trains on.</summary>
    public required int GroupsPerStep { get; init; }

    /// <summary>Most live groups.</summary>
    public required int Capacity { get; init; }

    /// <summary>How old work may get.</summary>
    public required StalenessRule Staleness { get; init; }
}

/// <summary>Keeps the life of every group: slots bound how many are live, the staleness rule how old they get.</summary>
/// <remarks>
/// Example with a capacity of 4 and 2 groups a step: 0 to 3 are admitted; 1 and 3 become ready and are taken for step 1,
/// 0 and 2 go on; when the step ends, 1 and 3 are released and two slots are free for 4 and 5. Every admitted group ends
/// in exactly one of released (trained), or removed with a reason (filtered, dropped).
/// </remarks>
public sealed class GroupLedger(LedgerOptions options)
{
    private readonly SortedDictionary<long, LedgerEntry> _live = [];
    private readonly Dictionary<GroupState, SortedDictionary<long, LedgerEntry>> _byState =
        Enum.GetValues<GroupState>().ToDictionary(state => state, state => new SortedDictionary<long, LedgerEntry>());

    private readonly Dictionary<string, SortedDictionary<long, LedgerEntry>> _byWorker = [];

    /// <summary>Live groups, oldest first.</summary>
    public IReadOnlyCollection<LedgerEntry> Live => _live.Values;

    /// <summary>Live groups in a state, oldest first.</summary>
    public IReadOnlyCollection<LedgerEntry> In(GroupState state) => _byState[state].Values;

    /// <summary>What a worker samples, or had sampled and is being graded; oldest first.</summary>
    public IReadOnlyCollection<LedgerEntry> LeasedTo(string worker) => _byWorker.TryGetValue(worker, out var leased) ? leased.Values : [];

    /// <summary>Live groups in a state.</summary>
    public int Count(GroupState state) => _byState[state].Count;

    /// <summary>How many groups may be admitted now.</summary>
    /// <remarks>
    /// Synchronous runs admit in waves: a wave starts when nothing is on its way and nothing trains. Under
    /// <see cref="StalenessPolicy.Wait"/> more live groups than S + 1 batches could never all meet their deadlines.
    /// </remarks>
    public int AdmissionQuota()
    {
        if (!options.Staleness.IsSynchronous)
            return Math.Max(0, Math.Min(options.Capacity, options.Staleness.MaxLiveGroups(options.GroupsPerStep)) - _live.Count);
        var ready = Count(GroupState.Ready);
        return ready == _live.Count ? Math.Max(0, options.GroupsPerStep - ready) : 0;
    }

    /// <summary>Whether so many full batches wait for the learner.</summary>
    public bool HasReady(int batches) => Count(GroupState.Ready) >= batches * options.GroupsPerStep;

    /// <summary>Gives a drawn prompt a slot.</summary>
    public LedgerEntry Admit(long id, Prompt prompt, PolicyVersion version)
    {
        var entry = new LedgerEntry(id, prompt, version);
        _live.Add(id, entry);
        _byState[entry.State].Add(id, entry);
        return entry;
    }

    /// <summary>Takes up a group where a snapshot left it; what is unfinished waits to be leased.</summary>
    public LedgerEntry Restore(LiveGroup saved, Prompt prompt)
    {
        var entry = Admit(saved.Id, prompt, saved.AdmittedAt);
        foreach (var rollout in saved.Rollouts)
            entry.Rollouts[rollout.Sibling] = rollout;
        if (saved.IsReady)
        {
            Move(entry, GroupState.Generating);
            MarkReady(entry, new RolloutGroup { Id = saved.Id, Prompt = prompt, Rollouts = saved.Rollouts });
        }

        return entry;
    }

    /// <summary>Leases an admitted group to a worker; returns the lease's epoch.</summary>
    /// <param name="order">As the worker counts its orders.</param>
    public int Lease(long id, string worker, long order = 0)
    {
        var entry = _live[id];
        Require(entry, GroupState.Admitted);
        (entry.Worker, entry.Order) = (worker, order);
        Move(entry, GroupState.Generating);
        return ++entry.Epoch;
    }

    /// <summary>The live group that a result of this lease belongs to, or null when the lease is over.</summary>
    public LedgerEntry? Find(long id, int epoch) =>
        _live.TryGetValue(id, out var entry) && entry.State == GroupState.Generating && entry.Epoch == epoch ? entry : null;

    /// <summary>Takes a graded sibling; tells whether the group is complete.</summary>
    public bool Complete(LedgerEntry entry, Rollout rollout)
    {
        entry.Rollouts[rollout.Sibling] = rollout;
        return entry.Rollouts.Count == options.GroupSize;
    }

    /// <summary>A complete group with a signal waits for its step.</summary>
    public void MarkReady(LedgerEntry entry, RolloutGroup group)
    {
        Require(entry, GroupState.Generating);
        entry.Group = group;
        Move(entry, GroupState.Ready);
    }

    /// <summary>Ends a group's life; its slot is free.</summary>
    public void Remove(LedgerEntry entry)
    {
        _ = _live.Remove(entry.Id);
        Leave(entry);
    }

    /// <summary>Takes back what a lost worker held; finished siblings stay. Returns the groups to lease again.</summary>
    public IReadOnlyList<LedgerEntry> Revoke(string worker)
    {
        LedgerEntry[] lost = [.. LeasedTo(worker)];
        foreach (var entry in lost)
            Revoke(entry);
        return lost;
    }

    /// <summary>Takes back a lease that cannot be kept; finished siblings stay.</summary>
    public void Revoke(LedgerEntry entry)
    {
        Require(entry, GroupState.Generating);
        Move(entry, GroupState.Admitted);
        entry.Worker = null;
    }

    /// <summary>Ready groups that hold a token too old to train; only under <see cref="StalenessPolicy.Drop"/>.</summary>
    public IReadOnlyList<LedgerEntry> Overdue(PolicyVersion training) =>
        options.Staleness.Policy != StalenessPolicy.Drop ? [] :
        [
            .. In(GroupState.Ready).Where(e => e.Group!.Rollouts
                .SelectMany(r => r.Completion.Versions).Any(v => options.Staleness.IsTooOld(training, v))),
        ];

    /// <summary>
    /// The oldest ready groups, marked as training: a full batch, or at least one group when <paramref name="allowPartial"/>;
    /// empty while the batch, or the rule, says wait.
    /// </summary>
    public IReadOnlyList<LedgerEntry> TakeBatch(PolicyVersion version, bool allowPartial)
    {
        if (Count(GroupState.Ready) < options.GroupsPerStep && !allowPartial)
            return [];
        var batch = In(GroupState.Ready).Take(options.GroupsPerStep).ToArray();
        if (options.Staleness is { Policy: StalenessPolicy.Wait, IsSynchronous: false }
            && !options.Staleness.MayStartStep(
                version, _live.Values.Except(batch).Select(e => e.AdmittedAt), options.GroupsPerStep))
            return [];
        foreach (var entry in batch)
            Move(entry, GroupState.Training);
        return batch;
    }

    private void Move(LedgerEntry entry, GroupState state)
    {
        Leave(entry);
        entry.State = state;
        _byState[state].Add(entry.Id, entry);
        if (state != GroupState.Generating || entry.Worker is not { } worker)
            return;
        if (!_byWorker.TryGetValue(worker, out var leased))
            _byWorker[worker] = leased = [];
        leased.Add(entry.Id, entry);
    }

    private void Leave(LedgerEntry entry)
    {
        _ = _byState[entry.State].Remove(entry.Id);
        if (entry is { State: GroupState.Generating, Worker: { } worker } && _byWorker[worker].Remove(entry.Id) && _byWorker[worker].Count == 0)
            _ = _byWorker.Remove(worker);
    }

    private static void Require(LedgerEntry entry, GroupState state)
    {
        if (entry.State != state)
            throw new InvalidOperationException($"group {entry.Id} is {entry.State}, not {state}");
    }
}
