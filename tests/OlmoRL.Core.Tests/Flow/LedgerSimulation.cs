using OlmoRL.Flow;
using OlmoRL.Rollouts;

namespace OlmoRL.Core.Tests.Flow;

/// <summary>A run on the real ledger without engines: every choice of what happens next is drawn at random.</summary>
/// <remarks>
/// A tick is one of: admit and lease, finish a group (with or without a signal), lose a worker, start a step, end a step.
/// A group's tokens are sampled from its admission on, so its oldest token is of the version at admission.
/// </remarks>
internal sealed class LedgerSimulation(LedgerOptions options, Random random)
{
    private readonly GroupLedger _ledger = new(options);
    private readonly List<LedgerEntry> _leased = [];
    private IReadOnlyList<LedgerEntry> _training = [];
    private PolicyVersion _version;
    private long _next;

    /// <summary>Fate of each group by id.</summary>
    public Dictionary<long, string> Fates { get; } = [];

    /// <summary>Age of each trained group's oldest token, in steps.</summary>
    public List<int> TrainedAges { get; } = [];

    /// <summary>Steps that ended.</summary>
    public int Steps => _version.Step;

    /// <summary>Groups drawn so far.</summary>
    public long Drawn => _next;

    /// <summary>Live groups now.</summary>
    public IReadOnlyCollection<LedgerEntry> Live => _ledger.Live;

    /// <summary>One random event.</summary>
    public void Tick()
    {
        switch (random.Next(10))
        {
            case 0 or 1 or 2:
                Admit();
                break;
            case 3 or 4 or 5 or 6:
                FinishOne();
                break;
            case 7 when random.Next(10) == 0:
                LoseWorker();
                break;
            case 8:
                StartStep();
                break;
            default:
                EndStep();
                break;
        }

        foreach (var worker in Enumerable.Range(0, 3).Select(i => $"worker-{i}"))
            Assert.Equal(_ledger.In(GroupState.Generating).Where(e => e.Worker == worker), _ledger.LeasedTo(worker));
    }

    private void Admit()
    {
        foreach (var overdue in _ledger.Overdue(_version))
            Remove(overdue, "dropped");
        if (_ledger.AdmissionQuota() > 0)
            _ = _ledger.Admit(_next++, Sample.Prompt, _version);
        foreach (var waiting in _ledger.Live.Where(e => e.State == GroupState.Admitted).ToArray())
        {
            _ = _ledger.Lease(waiting.Id, $"worker-{random.Next(3)}");
            _leased.Add(waiting);
        }
    }

    private void FinishOne()
    {
        if (_leased.Count == 0)
            return;
        var entry = _leased[random.Next(_leased.Count)];
        var versions = Enumerable.Range(entry.AdmittedAt.Step, _version.Step - entry.AdmittedAt.Step + 1).Select(v => new PolicyVersion(v));
        var complete = false;
        for (var sibling = 0; sibling < options.GroupSize; sibling++)
            complete = _ledger.Complete(entry, Sample.Rollout(sibling, versions));
        Assert.True(complete);
        _ = _leased.Remove(entry);
        if (random.Next(4) == 0)
            Remove(entry, "filtered");
        else
            _ledger.MarkReady(entry, Sample.Group(entry));
    }

    private void LoseWorker()
    {
        foreach (var lost in _ledger.Revoke($"worker-{random.Next(3)}"))
            Assert.True(_leased.Remove(lost));
    }

    private void StartStep()
    {
        if (_training.Count > 0)
            return;
        _training = _ledger.TakeBatch(_version, allowPartial: false);
        TrainedAges.AddRange(_training.Select(e => _version.StalenessOf(e.AdmittedAt)));
    }

    private void EndStep()
    {
        if (_training.Count == 0)
            return;
        foreach (var entry in _training)
            Remove(entry, "trained");
        _training = [];
        _version = _version.Next();
    }

    private void Remove(LedgerEntry entry, string fate)
    {
        _ledger.Remove(entry);
        Fates.Add(entry.Id, fate);
    }
}
