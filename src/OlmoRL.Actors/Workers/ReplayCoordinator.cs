using Akka.Actor;
using OlmoRL.Actors.Messages;
using OlmoRL.Actors.Rollouts;
using OlmoRL.Flow;
using OlmoRL.Rollouts;
using OlmoRL.Runs;

namespace OlmoRL.Actors.Workers;

/// <summary>Runs a recorded schedule again: engines by their stamped inputs, the learner by the recorded batches.</summary>
/// <remarks>
/// Verifiers grade anew; what differs from the record ends the replay with the step's and the group's name. A step waits
/// until every engine has adopted the version it adopted in the recorded run, so the newest weights are always the right ones.
/// </remarks>
internal sealed class ReplayCoordinator : ReceiveActor
{
    private readonly CoordinatorOptions _options;
    private readonly CoordinatorParts _parts;
    private readonly CoordinatorChildren _children;
    private readonly RunSchedule _schedule;
    private readonly GroupLedger _ledger;
    private readonly RolloutPipeline _pipeline;
    private readonly VerifierPool _verifiers;
    private readonly HashSet<long> _wanted;
    private readonly Dictionary<long, RolloutGroup> _graded = [];
    private readonly HashSet<(string Worker, int Version)> _adopted = [];
    private readonly List<IActorRef> _workers = [];
    private IActorRef _learner = ActorRefs.Nobody;
    private IActorRef _metrics = ActorRefs.Nobody;
    private int _done;
    private bool _learnerBusy;
    private bool _finalSaved;
    private Exception? _fault;

    public ReplayCoordinator(CoordinatorOptions options, CoordinatorParts parts, CoordinatorChildren children, RunSchedule schedule)
    {
        (_options, _parts, _children, _schedule) = (options, parts, children, schedule);
        _ledger = new GroupLedger(options.Ledger);
        _verifiers = new VerifierPool(StartVerifier, options.FailureLimit);
        _pipeline = new RolloutPipeline(options.Pipeline, _ledger, parts.Tokenizer, _verifiers.Queue);
        _wanted = [.. schedule.Steps.SelectMany(s => s.Groups)];

        Receive<TokensAppended>(_pipeline.Append);
        Receive<CompletionFinished>(_pipeline.Finish);
        Receive<RequestScoring>(request => _verifiers.Queue.Offer(Sender, request.Places));
        Receive<CompletionScored>(Take);
        Receive<RequestWork>(adopted =>
        {
            _ = _adopted.Add((adopted.Worker, adopted.Version.Step));
            TryStartStep();
        });
        Receive<FetchGroup>(fetch =>
        {
            foreach (var part in GroupPart.Split(_graded[fetch.GroupId]))
                Sender.Tell(part);
        });
        Receive<StepCompleted>(Complete);
        Receive<Saved>(_ => GoOn());
        Receive<Flushed>(flushed => End(completed: true));
        Receive<EngineReport>(_ => { });
        Receive<EngineInputs>(_ => { });
        Receive<StopRun>(stop => End(completed: false));
        Receive<Terminated>(Lose);
    }

    /// <inheritdoc/>
    protected override void PreStart()
    {
        IActorRef Child(Props props, string name) => Context.Watch(Context.ActorOf(props, name));
        _learner = Child(_children.Learner!, "learner");
        _metrics = Child(_children.Metrics, "metrics");
        foreach (var (name, inputs) in _schedule.Inputs.OrderBy(i => i.Key, StringComparer.Ordinal))
            _workers.Add(Child(_children.Replay!(new ReplayScript(name, inputs, Orders(name, inputs)), Self), name));
        foreach (var worker in _workers)
            worker.Tell(new Start());
        _verifiers.Start(_children.Verifiers.Count);
    }

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(-1, -1, fault =>
    {
        _fault = fault;
        return Directive.Stop;
    }, loggingEnabled: false); // the run's outcome carries it

    /// <inheritdoc/>
    protected override void PreRestart(Exception reason, object message)
    {
        Fail(reason);
        base.PreRestart(reason, message);
    }

    /// <summary>Every group is live from the start: when its engine takes it up is the script's affair.</summary>
    private Dictionary<long, GenerateGroup> Orders(string worker, IEnumerable<EngineInput> inputs) => inputs
        .Where(i => i.Kind == EngineInputKind.Add)
        .ToDictionary(i => i.Id, i =>
        {
            var entry = _ledger.Admit(i.Id, _parts.Prompts.Draw(i.Id), PolicyVersion.Start);
            _ = _ledger.Lease(i.Id, worker);
            return _pipeline.Order(entry, more: false);
        });

    private IActorRef StartVerifier(int index, string name)
    {
        var verifier = Context.Watch(Context.ActorOf(_children.Verifiers[index](Self), name));
        verifier.Tell(new Start());
        return verifier;
    }

    private void Lose(Terminated terminated)
    {
        if (_verifiers.Replace(terminated.ActorRef) is not { } failed)
        {
            Fail(_fault ?? new InvalidOperationException($"{terminated.ActorRef.Path.Name} stopped"));
            return;
        }

        foreach (var scored in failed)
            Take(scored);
    }

    private void Take(CompletionScored scored)
    {
        if (!_verifiers.Take(scored) || _pipeline.Grade(scored) is not { } entry)
            return;
        _ledger.Remove(entry);
        if (!_wanted.Contains(entry.Id))
            return;
        _graded[entry.Id] = _parts.Credit.Assign(entry).Group;
        TryStartStep();
    }

    private void TryStartStep()
    {
        var ready = _adopted.Select(a => a.Worker).Distinct().Count() == _workers.Count;
        if (_learnerBusy || !ready || _done == _schedule.Steps.Count)
            return;
        var step = _schedule.Steps[_done];
        if (!step.Groups.All(_graded.ContainsKey) || !AllAdopted(step.Step - 1))
            return;
        var difference = step.Groups.Select((_, i) => Difference(step, i)).FirstOrDefault(d => d is not null);
        if (difference is not null)
        {
            Fail(new InvalidDataException(difference));
            return;
        }

        _learnerBusy = true;
        _learner.Tell(new TrainOn(new PolicyVersion(step.Step - 1), step.Groups));
    }

    private bool AllAdopted(int version) => _schedule.Inputs.All(worker =>
        !worker.Value.Any(i => i.Kind == EngineInputKind.Weights && i.Id == version) || _adopted.Contains((worker.Key, version)));

    private string? Difference(ScheduledStep step, int index)
    {
        var group = _graded[step.Groups[index]];
        var where = $"replay differs at step {step.Step}, group {group.Id}";
        return GroupDigest.Sampling(group) != step.Sampling[index] ? $"{where}: sampled tokens or log-probs are not the recorded ones"
            : GroupDigest.Rewards(group) != step.Rewards[index] ? $"{where}: equal texts, other rewards; a verifier is not repeatable"
            : null;
    }

    private void Complete(StepCompleted completed)
    {
        var step = _schedule.Steps[_done++];
        if (completed.Weights.Digest != step.Weights)
        {
            Fail(new InvalidDataException($"replay differs at step {step.Step}: equal batches, other weights"));
            return;
        }

        foreach (var worker in _workers)
            worker.Tell(completed.Weights);
        _ = _parts.Log.AddAsync(step.Step, [.. step.Groups.Select(id => _graded[id])]).AsTask();
        foreach (var id in step.Groups)
            _ = _graded.Remove(id);
        _metrics.Tell(new WriteMetrics(step.Step, completed.Metrics));
        if (_options.Saves.CheckpointEvery > 0 && step.Step % _options.Saves.CheckpointEvery == 0 && _done < _schedule.Steps.Count)
            _learner.Tell(new SaveCheckpoint(_parts.Directory.Below(_parts.Directory.CheckpointOf(step.Step))));
        else
            GoOn();
    }

    private void GoOn()
    {
        _learnerBusy = false;
        if (_done < _schedule.Steps.Count)
            TryStartStep();
        else if (!_finalSaved)
            SaveFinal();
        else
            _metrics.Tell(new Flush(_done));
    }

    private void SaveFinal()
    {
        _finalSaved = true;
        _learner.Tell(new SaveCheckpoint(_parts.Directory.Below(_parts.Directory.FinalCheckpoint)));
    }

    private void End(bool completed) => _ = _parts.Outcome.TrySetResult(new RunOutcome(_done, completed));

    private void Fail(Exception failure) => _ = _parts.Outcome.TrySetException(failure);
}
