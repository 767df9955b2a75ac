using Akka.Actor;
using Akka.Event;
using OlmoRL.Actors.Messages;
using OlmoRL.Actors.Rollouts;
using OlmoRL.Advantages;
using OlmoRL.Flow;
using OlmoRL.Rollouts;
using OlmoRL.Runs;

namespace OlmoRL.Actors.Workers;

/// <summary>Drives a run: admits prompts, hands them out, collects verdicts, and orders one learner step after another.</summary>
internal sealed class RunCoordinator : ReceiveActor, IWithTimers
{
    private readonly CoordinatorOptions _options;
    private readonly CoordinatorParts _parts;
    private readonly CoordinatorChildren _children;
    private readonly GroupLedger _ledger;
    private readonly RolloutPipeline _pipeline;
    private readonly VerifierPool _verifiers;
    private readonly SolvedPrompts _solved;
    private readonly PromptDraw _draw;
    private readonly StepRecord _record;
    private readonly LearnerStep _training = new();
    private readonly RunJournal _journal;
    private readonly StepBoundary _boundary;
    private readonly SlowWaits _waits;
    private readonly Queue<CompletionScored> _deferred = [];
    private IActorRef _learner = ActorRefs.Nobody;
    private IActorRef _metrics = ActorRefs.Nobody;
    private PolicyVersion _version;
    private WeightsPublished? _announced;
    private bool _learnerBusy;
    private bool _held;
    private bool _stopRequested;
    private Exception? _fault;

    public RunCoordinator(CoordinatorOptions options, CoordinatorParts parts, CoordinatorChildren children, ResumedRun? resumed)
    {
        (_options, _parts, _children, _journal) = (options, parts, children, parts.Journal!);
        _ledger = new GroupLedger(options.Ledger);
        _solved = new SolvedPrompts(options.NoResamplingPassRate);
        _solved.Restore(resumed?.State.Solved ?? []);
        _verifiers = new VerifierPool(StartVerifier, options.FailureLimit);
        _pipeline = new RolloutPipeline(options.Pipeline, _ledger, parts.Tokenizer, _verifiers.Queue, _journal.Traces);
        _waits = new SlowWaits(options.SlowWait, parts.Time);
        _boundary = new StepBoundary(options.Saves, parts, Self);
        _version = new PolicyVersion(resumed?.State.Step ?? 0);
        _record = new StepRecord(parts.Time) { Verifiers = _verifiers.Tally };
        _draw = new PromptDraw(parts.Prompts, _solved, _ledger, _journal, _record.Groups, resumed?.State.NextDraw ?? 0);
        foreach (var group in resumed?.Groups ?? [])
            _pipeline.Restore(group, parts.Prompts.Draw(group.Id));

        Receive<RequestWork>(request => Then(() => TakeRequest(request)));
        Receive<TokensAppended>(_pipeline.Append);
        Receive<CompletionFinished>(_pipeline.Finish);
        Receive<EngineReport>(_record.Engines.Add);
        Receive<EngineInputs>(_journal.Given);
        Receive<RequestScoring>(request =>
        {
            if (_verifiers.IsForeign(Sender))
                _ = Context.Watch(Sender);
            _verifiers.Queue.Offer(Sender, request.Places);
        });
        Receive<WorkHeld>(held => Then(() => Compare(held)));
        Receive<ScoringHeld>(held =>
        {
            if (!_boundary.IsOpen && _verifiers.Queue.Compare(Sender, held) is { } sent) // verdicts that wait for the boundary are not lost
                Sender.Tell(new ScoringKnown(sent));
        });
        Receive<CompletionScored>(scored => Then(() => Take(scored)));
        Receive<FetchGroup>(fetch => _training.Send(fetch.GroupId, Sender));
        Receive<StepCompleted>(Complete);
        Receive<Saved>(saved =>
        {
            if (_boundary.Takes(saved))
                GoOnSaving();
        });
        Receive<Flushed>(flushed => EndSavingIf(_boundary.Flushed(Sender, flushed.Step)));
        Receive<AskLearnerAgain>(_ => AskAgain());
        Receive<Status.Failure>(failure => _ = _parts.Outcome.TrySetException(failure.Cause));
        Receive<AskStatus>(_ => Sender.Tell(Standing()));
        Receive<StopRun>(_ =>
        {
            _stopRequested = true;
            EndWithoutWorkers();
        });
        Receive<LookAtWaits>(_ => SayWaits());
        Receive<Terminated>(Lose);
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    private const string AllSolved = "every prompt is solved, and rollout.no_resampling_pass_rate draws none again";

    private bool IsLast => _stopRequested || _version.Step >= _options.Steps;

    private bool AllReady => _ledger.Count(GroupState.Ready) == _ledger.Live.Count;

    private int DrawLimit => !_options.ActiveSampling ? _options.Ledger.GroupsPerStep
        : (int)Math.Ceiling(_options.MaxDrawsPerStep * _options.Ledger.GroupsPerStep);

    /// <inheritdoc/>
    protected override void PreStart()
    {
        IActorRef Child(Props props, string name) => Context.Watch(Context.ActorOf(props, name));
        _learner = _children.LearnerNode is { } node ? Context.Watch(node) : Child(_children.Learner!, "learner");
        _metrics = Child(_children.Metrics, "metrics");
        IActorRef[] others =
        [
            .. _children.Workers.Select((make, i) => Child(make(Self), $"inference-{i}")),
        ];
        foreach (var child in others)
            child.Tell(new Start());
        _verifiers.Start(_children.Verifiers.Count);
        Timers.StartPeriodicTimer("waits", new LookAtWaits(), _options.SlowWait / 10);
        if (_children.LearnerNode is not null)
            Timers.StartPeriodicTimer("learner", new AskLearnerAgain(), _options.RepeatEvery);
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
        _ = _parts.Outcome.TrySetException(reason);
        base.PreRestart(reason, message);
    }

    private void Then(Action handle)
    {
        handle();
        Advance();
    }

    /// <summary>Whatever has become possible: admit groups, start a step, or end the run.</summary>
    private void Advance()
    {
        if (_learnerBusy)
        {
            if (!_options.Ledger.Staleness.IsSynchronous)
                Admit();
            Pace();
            return;
        }

        if (_version.Step >= _options.Steps)
        {
            Save(); // resumed at its end
            return;
        }

        var overdue = _ledger.Overdue(_version);
        foreach (var entry in overdue)
        {
            _journal.Dropped(entry, _version);
            _ledger.Remove(entry);
        }

        _record.Groups.AddDropped(overdue.Count);
        Admit();
        TryStartStep();
        Pace();
    }

    /// <summary>Holds generation while the learner is busy and enough waits for it, and lets it go on otherwise.</summary>
    private void Pace()
    {
        var hold = _learnerBusy && _options.ReadyBatches > 0 && !_options.Ledger.Staleness.IsSynchronous && _ledger.HasReady(_options.ReadyBatches);
        if (hold == _held)
            return;
        _held = hold;
        foreach (var worker in _pipeline.Workers)
            worker.Tell(new HoldGeneration(hold));
    }

    /// <summary>A worker that asks for the first time may be a node's: it is watched, and told what the others were told.</summary>
    private void TakeRequest(RequestWork request)
    {
        var isNew = !_pipeline.Knows(request.Worker);
        _pipeline.Update(request, Sender);
        if (!isNew)
            return;
        _ = Context.Watch(Sender);
        if (_held)
            Sender.Tell(new HoldGeneration(true));
        if (_announced is { } weights && weights.Version > request.Version)
            Sender.Tell(weights);
    }

    /// <summary>What was lost on its way to or from a node's worker is sent again.</summary>
    private void Compare(WorkHeld held)
    {
        if (_pipeline.Compare(held) is not { } sent)
            return;
        Sender.Tell(new WorkKnown(sent, _held));
        if (_announced is { } weights && weights.Version > held.Version)
            Sender.Tell(weights);
        _boundary.FlushAgain(Sender);
    }

    /// <summary>So is what was lost between here and a node's learner.</summary>
    private void AskAgain()
    {
        if (_boundary.IsOpen)
            _boundary.AskAgain(_learner);
        else
            _training.AskAgain(_learner);
    }

    private void Admit()
    {
        var synchronous = _options.Ledger.Staleness.IsSynchronous;
        if (_boundary is { IsOpen: true, IsFinal: true } || (synchronous && !_pipeline.AllWorkersAt(_version)))
            return;
        var waiting = _ledger.In(GroupState.Admitted);
        var wanted = synchronous ? DrawLimit - _record.Groups.FinishedGroups : _pipeline.WantedGroups;
        var drawn = Math.Min(_ledger.AdmissionQuota(), wanted - waiting.Count);
        LedgerEntry[] taken = [.. waiting.Take(synchronous ? waiting.Count : wanted)]; // before more are drawn, which wait too
        LedgerEntry[] orders = [.. taken, .. _draw.IsExhausted ? [] : _draw.Draw(drawn, _version)];
        _stopRequested |= _draw.IsExhausted; // the run ends with this step
        if (orders.Length > 0)
            _pipeline.Dispatch(orders);
    }

    private void Take(CompletionScored scored)
    {
        if (_boundary.IsOpen)
        {
            _deferred.Enqueue(scored);
            return;
        }

        if (!_verifiers.Take(scored))
            return;
        _stopRequested |= _verifiers.StopReason is not null;
        if (_pipeline.Grade(scored) is not { } entry)
            return;
        var (group, signal) = _parts.Credit.Assign(entry);
        _record.Groups.Add(group, signal);
        _solved.Add(group);
        if (signal == GroupSignal.Mixed)
            _ledger.MarkReady(entry, group);
        else
        {
            _journal.Filtered(entry, signal, _version);
            _ledger.Remove(entry);
        }
    }

    private void TryStartStep()
    {
        var drained = _options.Ledger.Staleness.IsSynchronous
            ? AllReady
            : true;
        var exhausted = (_record.Groups.FinishedGroups >= DrawLimit && drained) || (_draw.IsExhausted && AllReady);
        var batch = _ledger.TakeBatch(_version, allowPartial: exhausted);
        if (batch.Count == 0 && !exhausted)
            return;
        _learnerBusy = true;
        foreach (var entry in batch)
            _journal.Traces.Training(entry);
        _training.Begin(_learner, _version, batch);
        if (!_options.Ledger.Staleness.IsSynchronous)
            Admit();
    }

    private void Complete(StepCompleted step)
    {
        if (step.Weights.Version <= _version)
            return; // said twice
        _version = step.Weights.Version;
        _announced = step.Weights;
        Context.System.EventStream.Publish(step.Weights);
        foreach (var worker in _pipeline.Workers)
            worker.Tell(step.Weights);
        var trained = _training.End();
        _journal.Trained(trained, step.Weights);
        RolloutGroup[] groups = [.. trained.Select(e => e.Group!)];
        foreach (var entry in trained)
            _ledger.Remove(entry);
        _record.Close(step.Metrics, groups.Length, _ledger.Live.Count);
        _metrics.Tell(new WriteMetrics(_version.Step, step.Metrics));
        _ = _parts.Log.AddAsync(_version.Step, groups).AsTask();
        _ = _journal.Flush();
        Save();
    }

    /// <summary>Writes what is due at this step boundary; the learner is not disturbed until it is written.</summary>
    private void Save()
    {
        _learnerBusy = true;
        _boundary.Open(_version.Step, IsLast, _learner, [_metrics, .. _pipeline.Workers]);
        GoOnSaving();
    }

    private void GoOnSaving()
    {
        if (!_boundary.GoOn())
            EndSaving();
    }

    private void EndSavingIf(bool allFlushed)
    {
        if (allFlushed)
            EndSaving();
    }

    private void EndSaving()
    {
        _boundary.Close(() => new BoundaryState(_draw.Next, [.. _ledger.Live.Select(_pipeline.Save)],
            [.. _ledger.Live.Select(e => new PromptRecord(e.Id, e.Prompt.ItemId, PromptFate.Live, _version.Step))],
            [.. _solved.Items]));
        if (_boundary.IsFinal)
        {
            if (_draw.IsExhausted && _version.Step < _options.Steps)
                _ = _parts.Outcome.TrySetException(new RunStoppedException($"stopped after step {_version.Step}, all saved: {AllSolved}"));
            if (_verifiers.StopReason is { } reason)
                _ = _parts.Outcome.TrySetException(new RunStoppedException($"stopped after step {_version.Step}, all saved: {reason}"));
            _ = _parts.Outcome.TrySetResult(new RunOutcome(_version.Step, _version.Step >= _options.Steps));
            return;
        }

        _learnerBusy = false;
        while (_deferred.TryDequeue(out var scored))
            Take(scored);
        Advance();
    }

    private void SayWaits()
    {
        var step = _version.Step + 1;
        var waits = _learnerBusy ? RunWaits.OfLearner(step, _training.Groups, _boundary) : RunWaits.OfBatch(step, _ledger, _pipeline.Workers.Any());
        foreach (var line in _waits.Look([.. waits, .. _verifiers.Queue.Waits()]))
            Context.GetLogger().Warning("{0}", line);
    }

    private RunStatus Standing() => new()
    {
        Version = _version,
        Steps = _options.Steps,
        StepSeconds = _record.Elapsed.TotalSeconds,
        LearnerBusy = _learnerBusy,
        LearnerAddress = _children.LearnerNode is { } node ? $"{node.Path.Address}" : "",
        GenerationHeld = _held,
        LiveGroups = _ledger.Live.Count,
        ReadyGroups = _ledger.Count(GroupState.Ready),
        WaitingCompletions = _verifiers.Queue.WaitingCount,
        Workers = _pipeline.Status(),
        Verifiers = _verifiers.Queue.Status(),
    };

    private IActorRef StartVerifier(int index, string name)
    {
        var verifier = Context.Watch(Context.ActorOf(_children.Verifiers[index](Self), name));
        verifier.Tell(new Start());
        return verifier;
    }

    /// <summary>A run that is to stop does not wait for a node that may never come: it is saved where it stands, within its step.</summary>
    private void EndWithoutWorkers()
    {
        if (_stopRequested && !_learnerBusy && _options.CanBeJoined && !_pipeline.Workers.Any())
            Save();
    }

    /// <summary>
    /// A verifier is replaced, a node's verifier is forgotten, and another inference worker takes over what a lost one held; any
    /// other loss ends the run.
    /// </summary>
    private void Lose(Terminated terminated)
    {
        if (_verifiers.Replace(terminated.ActorRef) is { } failed)
        {
            foreach (var scored in failed)
                Then(() => Take(scored));
            return;
        }

        if (_verifiers.IsForeign(terminated.ActorRef) && _verifiers.Queue.Knows(terminated.ActorRef))
        {
            foreach (var scored in _verifiers.Queue.Lose(terminated.ActorRef))
                Then(() => Take(scored));
            return;
        }

        var wasWorker = _pipeline.Workers.Contains(terminated.ActorRef);
        if (wasWorker && _options.CanBeJoined)
            Context.GetLogger().Warning("{0} is lost; what it had goes to others", terminated.ActorRef.Path);
        _journal.Lost(terminated.ActorRef.Path.Name);
        _ = _pipeline.Lose(terminated.ActorRef);
        if (wasWorker && (_options.CanBeJoined || _pipeline.Workers.Any()))
        {
            Advance();
            EndSavingIf(_boundary.Lost(terminated.ActorRef));
            EndWithoutWorkers();
            return;
        }

        if (terminated.ActorRef.Equals(_children.LearnerNode))
            _ = _parts.Outcome.TrySetException(new LearnerLostException($"at {terminated.ActorRef.Path.Address}"));
        else if (!terminated.ActorRef.Path.Address.HasGlobalScope) // else of a node, and lost before: a late message of it had it watched again
            _ = _parts.Outcome.TrySetException(_fault ?? new InvalidOperationException($"{terminated.ActorRef.Path.Name} stopped"));
    }

    /// <summary>To itself, ten times within the threshold.</summary>
    private sealed record LookAtWaits : INoSerializationVerificationNeeded;

    /// <summary>To itself, where a node trains.</summary>
    private sealed record AskLearnerAgain : INoSerializationVerificationNeeded;
}
