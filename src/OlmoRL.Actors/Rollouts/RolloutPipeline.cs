using Akka.Actor;
using OlmoRL.Actors.Messages;
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
internal sealed class RolloutPipeline(PipelineOptions options, GroupLedger ledger, ITokenizer tokenizer, ScoringQueue scoring)
{
    private readonly SortedDictionary<string, WorkerDemand> _workers = new(StringComparer.Ordinal);
    private readonly CompletionAssembler _assembler = new(tokenizer);
    private readonly Dictionary<(long Group, int Sibling), Completion> _scoring = [];

    /// <summary>The inference workers that asked for work so far.</summary>
    public IEnumerable<IActorRef> Workers => _workers.Values.Select(w => w.Worker);

    /// <summary>Whether every worker of the run has joined and samples with this version.</summary>
    public bool AllWorkersAt(PolicyVersion version) =>
        _workers.Count == options.WorkerCount && _workers.Values.All(w => w.Version == version);

    /// <summary>Groups the workers would take now.</summary>
    public int WantedGroups => _workers.Values.Sum(w => Math.Max(0, w.WantedGroups));

    /// <summary>Takes a worker's request.</summary>
    public void Update(RequestWork request, IActorRef sender)
    {
        if (!_workers.TryGetValue(request.Worker, out var demand))
            _workers[request.Worker] = demand = new WorkerDemand(sender, options.GroupSize);
        demand.Update(request);
    }

    /// <summary>Leases groups, one after the other, to the worker that wants most; only the last order lets it step.</summary>
    public void Dispatch(IReadOnlyList<LedgerEntry> entries)
    {
        var orders = new List<(string Worker, LedgerEntry Entry)>();
        foreach (var entry in entries)
        {
            var (name, demand) = _workers.MaxBy(w => w.Value.WantedGroups);
            demand.Sent();
            orders.Add((name, entry));
        }

        for (var i = 0; i < orders.Count; i++)
        {
            var (worker, entry) = orders[i];
            var more = orders.Skip(i + 1).Any(o => o.Worker == worker);
            _workers[worker].Worker.Tell(Order(entry, ledger.Lease(entry.Id, worker), more));
        }
    }

    /// <summary>Takes sampled tokens; those of a lease that is over are dropped.</summary>
    public void Append(TokensAppended chunk)
    {
        if (ledger.Find(chunk.GroupId, chunk.Epoch) is not null)
            _assembler.Append(chunk);
    }

    /// <summary>Sends a finished completion to a verifier, without waiting for its siblings.</summary>
    public void Finish(CompletionFinished finished)
    {
        if (ledger.Find(finished.GroupId, finished.Epoch) is not { } entry)
            return;
        var completion = _assembler.Finish(finished);
        _scoring[(finished.GroupId, finished.Sibling)] = completion;
        scoring.Enqueue(new ScoreRequest
        {
            GroupId = finished.GroupId,
            Epoch = finished.Epoch,
            Sibling = finished.Sibling,
            Prompt = entry.Prompt.Text,
            Completion = completion.Text,
            Targets = entry.Prompt.Targets,
            Row = entry.Prompt.Row,
            TokenCount = completion.TokenCount,
        });
    }

    /// <summary>Takes a verdict; returns the group's entry when it was the last one missing.</summary>
    public LedgerEntry? Grade(CompletionScored scored)
    {
        if (ledger.Find(scored.GroupId, scored.Epoch) is not { } entry
            || !_scoring.Remove((scored.GroupId, scored.Sibling), out var completion))
            return null;
        var rollout = new Rollout
        {
            Sibling = scored.Sibling,
            Completion = completion,
            Reward = scored.Reward,
            Solved = scored.Solved,
            Reason = scored.Reason,
        };
        return ledger.Complete(entry, rollout) ? entry : null;
    }

    /// <summary>Forgets a worker that died; its unfinished siblings are to be dispatched again.</summary>
    public IReadOnlyList<LedgerEntry> Lose(IActorRef worker)
    {
        var name = _workers.FirstOrDefault(w => w.Value.Worker.Equals(worker)).Key;
        if (name is null)
            return [];
        _ = _workers.Remove(name);
        var lost = ledger.Revoke(name);
        foreach (var entry in lost)
            _assembler.Forget(entry.Id);
        return lost;
    }

    private GenerateGroup Order(LedgerEntry entry, int epoch, bool more)
    {
        int[] siblings = [.. Enumerable.Range(0, options.GroupSize).Where(s => !entry.Rollouts.ContainsKey(s))];
        return new GenerateGroup
        {
            GroupId = entry.Id,
            Epoch = epoch,
            PromptTokenIds = entry.Prompt.TokenIds,
            Siblings = siblings,
            Sampling = options.Sampling,
            Seeds = [.. siblings.Select(s => options.Seeds.Derive("sampling", entry.Id, s))],
            MoreFollow = more,
        };
    }
}
