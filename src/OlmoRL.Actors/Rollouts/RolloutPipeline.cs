using Akka.Actor;
using OlmoRL.Actors.Messages;
using OlmoRL.Actors.Telemetry;
using OlmoRL.Data.Tokenization;
using OlmoRL.Flow;
using OlmoRL.Rollouts;
using OlmoRL.Runs;

namespace OlmoRL.Actors.Rollouts;

/// <summary>What sampling and grading of a run have in common, whether it trains or evaluates.</summary>
/// <param name="GroupSize">Siblings of a group.</param>
/// <param name="Sampling">How every sequence is drawn.</param>
/// <param name="WorkerCount">Inference workers in the run.</param>
/// <param name="Seeds">The run's streams.</param>
internal sealed record PipelineOptions(int GroupSize, SamplingParams Sampling, int WorkerCount, SeedSequence Seeds);

/// <summary>Moves groups from the ledger to inference workers, to verifiers, and back: the coordinator's message traffic.</summary>
internal sealed class RolloutPipeline(PipelineOptions options, GroupLedger ledger, ITokenizer tokenizer, ScoringQueue scoring, GroupTraces? traces = null)
{
    private readonly SortedDictionary<string, WorkerDemand> _workers = new(StringComparer.Ordinal);
    private readonly CompletionAssembler _assembler = new(tokenizer);
    private readonly Dictionary<long, SortedDictionary<int, Completion>> _scoring = []; // by group, then sibling
    private int _wanted;

    /// <summary>The inference workers that asked for work so far.</summary>
    public IEnumerable<IActorRef> Workers => _workers.Values.Select(w => w.Worker);

    /// <summary>Whether every worker of the run has joined and samples with this version.</summary>
    public bool AllWorkersAt(PolicyVersion version) =>
        _workers.Count == options.WorkerCount && _workers.Values.All(w => w.Version == version);

    /// <summary>Whether a worker of this name asked for work before.</summary>
    public bool Knows(string worker) => _workers.ContainsKey(worker);

    /// <summary>Groups the workers would take now.</summary>
    public int WantedGroups => _wanted;

    /// <summary>The workers, as they stand.</summary>
    public WorkerStatus[] Status() =>
        [.. _workers.Select(w => new WorkerStatus(w.Key, w.Value.Worker.Path.Address.HasGlobalScope ? $"{w.Value.Worker.Path.Address}" : "", w.Value.Version, Math.Max(0, w.Value.WantedGroups)))];

    /// <summary>Takes a worker's request.</summary>
    public void Update(RequestWork request, IActorRef sender)
    {
        if (!_workers.TryGetValue(request.Worker, out var demand))
            _workers[request.Worker] = demand = new WorkerDemand(sender, options.GroupSize);
        _wanted -= Wanted(demand);
        demand.Update(request);
        _wanted += Wanted(demand);
    }

    /// <summary>Leases groups, one after the other, to the worker that wants most; only the last order lets it step.</summary>
    public void Dispatch(IReadOnlyList<LedgerEntry> entries)
    {
        var orders = new List<(string Worker, long Number, LedgerEntry Entry)>();
        foreach (var entry in entries)
        {
            var (name, demand) = _workers.MaxBy(w => w.Value.WantedGroups);
            _wanted -= Wanted(demand);
            orders.Add((name, demand.Sent(), entry));
            _wanted += Wanted(demand);
        }

        var last = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < orders.Count; i++)
            last[orders[i].Worker] = i;
        for (var i = 0; i < orders.Count; i++)
        {
            var (worker, number, entry) = orders[i];
            _ = ledger.Lease(entry.Id, worker, number);
            var order = Order(entry, more: last[worker] > i);
            foreach (var prefix in Prefixes(entry))
                _workers[worker].Worker.Tell(prefix);
            _workers[worker].Worker.Tell(order);
            traces?.Sampling(entry, order.Siblings, worker);
            foreach (var (sibling, completion) in Ungraded(entry.Id))
                Score(entry, sibling, completion);
        }
    }

    /// <summary>Takes sampled tokens, once; those of a lease that is over are dropped.</summary>
    public void Append(TokensAppended chunk)
    {
        if (Unfinished(chunk.GroupId, chunk.Epoch, chunk.Sibling) is { } entry && !_assembler.Append(chunk))
            Reissue(entry);
    }

    /// <summary>Sends a finished completion to a verifier, without waiting for its siblings.</summary>
    public void Finish(CompletionFinished finished)
    {
        if (Unfinished(finished.GroupId, finished.Epoch, finished.Sibling) is not { } entry)
            return;
        if (_assembler.Finish(finished) is not { } completion)
        {
            Reissue(entry);
            return;
        }

        Await(finished.GroupId, finished.Sibling, completion);
        traces?.Grading(entry, finished.Sibling, completion);
        Score(entry, finished.Sibling, completion);
    }

    /// <summary>Takes a verdict; returns the group's entry when it was the last one missing.</summary>
    public LedgerEntry? Grade(CompletionScored scored)
    {
        if (ledger.Find(scored.GroupId, scored.Epoch) is not { } entry
            || !_scoring.TryGetValue(scored.GroupId, out var waiting) || !waiting.Remove(scored.Sibling, out var completion))
            return null;
        if (waiting.Count == 0)
            _ = _scoring.Remove(scored.GroupId);
        var rollout = new Rollout
        {
            Sibling = scored.Sibling,
            Completion = completion,
            Reward = scored.Reward,
            Solved = scored.Solved,
            Reason = scored.Reason,
        };
        traces?.Graded(entry, rollout);
        return ledger.Complete(entry, rollout) ? entry : null;
    }

    /// <summary>
    /// Compares what a worker has with its leases: those it should have seen and has not go out again, those it has and should not
    /// are cancelled. Returns the orders sent to it; null when it counts as lost.
    /// </summary>
    public long? Compare(WorkHeld held)
    {
        if (!_workers.TryGetValue(held.Worker, out var demand))
            return null;
        var has = held.GroupIds.Zip(held.Epochs).ToHashSet();
        foreach (var entry in ledger.LeasedTo(held.Worker).Where(e => e.Order <= held.SeenOrders).ToArray())
        {
            if (!has.Contains((entry.Id, entry.Epoch)) && Unfinished(entry).Any())
                Reissue(entry);
        }

        foreach (var (group, epoch) in has.Where(h => ledger.Find(h.First, h.Second) is null))
            demand.Worker.Tell(new CancelGroup(group, epoch));
        return demand.SentOrders;
    }

    /// <summary>Forgets a worker that died; its unfinished siblings are to be dispatched again.</summary>
    public IReadOnlyList<LedgerEntry> Lose(IActorRef worker)
    {
        var name = _workers.FirstOrDefault(w => w.Value.Worker.Equals(worker)).Key;
        if (name is null || !_workers.Remove(name, out var demand))
            return [];
        _wanted -= Wanted(demand);
        var lost = ledger.Revoke(name);
        foreach (var entry in lost)
            _assembler.Forget(entry.Id, HasEnded);
        return lost; // tokens of the others that had arrived go to the next worker
    }

    /// <summary>A group as a snapshot keeps it.</summary>
    public LiveGroup Save(LedgerEntry entry) => new()
    {
        Id = entry.Id,
        AdmittedAt = entry.AdmittedAt,
        IsReady = entry.State == GroupState.Ready,
        Rollouts = entry.Group?.Rollouts ?? [.. entry.Rollouts.Values],
        Ungraded = [.. Ungraded(entry.Id).Select(u => new UngradedSibling(u.Sibling, u.Completion))],
        Partial = _assembler.Partial(entry.Id),
    };

    /// <summary>Takes up a group where a snapshot left it; what is unfinished goes out with the next orders.</summary>
    public void Restore(LiveGroup saved, Prompt prompt)
    {
        _ = ledger.Restore(saved, prompt);
        foreach (var ungraded in saved.Ungraded)
            Await(saved.Id, ungraded.Sibling, ungraded.Completion);
        foreach (var partial in saved.Partial)
            _assembler.Restore(saved.Id, partial);
    }

    /// <summary>The order for what the siblings of a leased group still have to sample.</summary>
    public GenerateGroup Order(LedgerEntry entry, bool more)
    {
        int[] siblings = [.. Unfinished(entry)];
        var sampled = _assembler.Partial(entry.Id).ToDictionary(p => p.Sibling, p => p.Sampled.TokenIds.Length);
        return new GenerateGroup
        {
            GroupId = entry.Id,
            Epoch = entry.Epoch,
            PromptTokenIds = entry.Prompt.TokenIds,
            Siblings = siblings,
            Sampling = options.Sampling,
            Seeds = [.. siblings.Select(s => options.Seeds.Derive("sampling", entry.Id, s))],
            MoreFollow = more,
            Number = entry.Order,
            SampledCounts = [.. siblings.Select(s => sampled.GetValueOrDefault(s))],
        };
    }

    /// <summary>Siblings that have still to be sampled to their end.</summary>
    private IEnumerable<int> Unfinished(LedgerEntry entry)
    {
        var waiting = _scoring.GetValueOrDefault(entry.Id);
        return Enumerable.Range(0, options.GroupSize).Where(s => !entry.Rollouts.ContainsKey(s) && waiting?.ContainsKey(s) != true);
    }

    /// <summary>The group whose sibling a message of this lease is about; null when the lease is over or the sibling ended.</summary>
    private LedgerEntry? Unfinished(long groupId, int epoch, int sibling) =>
        ledger.Find(groupId, epoch) is { } entry && Unfinished(entry).Contains(sibling) ? entry : null;

    /// <summary>A message of its worker was lost: the group goes out again from what has arrived.</summary>
    private void Reissue(LedgerEntry entry)
    {
        _workers[entry.Worker!].Worker.Tell(new CancelGroup(entry.Id, entry.Epoch));
        ledger.Revoke(entry);
        _assembler.Forget(entry.Id, HasEnded);
    }

    /// <summary>A sequence whose last token arrived and whose end did not: it cannot be gone on with, and is sampled again.</summary>
    private bool HasEnded(PartialSibling partial) => partial.Sampled.TokenIds.Length >= options.Sampling.MaxTokens
        || options.Sampling.StopStrings.Length > 0 || options.Sampling.StopTokenIds.Contains(partial.Sampled.TokenIds[^1]);

    private IEnumerable<SampledPrefix> Prefixes(LedgerEntry entry) => _assembler.Partial(entry.Id).SelectMany(partial =>
        partial.Sampled.TokenIds.Chunk(TokensAppended.MaxTokens).Select((ids, i) => new SampledPrefix(entry.Order, partial.Sibling, i * TokensAppended.MaxTokens, ids)));

    private IEnumerable<(int Sibling, Completion Completion)> Ungraded(long groupId) =>
        _scoring.TryGetValue(groupId, out var waiting) ? waiting.Select(s => (s.Key, s.Value)) : [];

    private void Await(long groupId, int sibling, Completion completion)
    {
        if (!_scoring.TryGetValue(groupId, out var waiting))
            _scoring[groupId] = waiting = [];
        waiting[sibling] = completion;
    }

    private static int Wanted(WorkerDemand demand) => Math.Max(0, demand.WantedGroups);

    private void Score(LedgerEntry entry, int sibling, Completion completion) => scoring.Enqueue(new ScoreRequest
    {
        GroupId = entry.Id,
        Epoch = entry.Epoch,
        Sibling = sibling,
        Prompt = entry.Prompt.Text,
        Completion = completion.Text,
        Targets = entry.Prompt.Targets,
        Row = entry.Prompt.Row,
        TokenCount = completion.TokenCount,
    });
}
