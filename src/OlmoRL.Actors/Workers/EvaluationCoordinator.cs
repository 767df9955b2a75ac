using Akka.Actor;
using OlmoRL.Actors.Messages;
using OlmoRL.Actors.Rollouts;
using OlmoRL.Flow;
using OlmoRL.Rollouts;
using OlmoRL.Runs;

namespace OlmoRL.Actors.Workers;

/// <summary>Samples and grades a fixed list of prompts with the same workers as a run; nothing is trained.</summary>
internal sealed class EvaluationCoordinator : ReceiveActor
{
    private readonly IReadOnlyList<Prompt> _prompts;
    private readonly GroupLedger _ledger;
    private readonly RolloutPipeline _pipeline;
    private readonly VerifierPool _verifiers;
    private readonly TaskCompletionSource<IReadOnlyList<RolloutGroup>> _outcome;
    private readonly IProgress<int> _progress;
    private readonly CoordinatorChildren _children;
    private readonly RolloutGroup?[] _finished;
    private int _next;
    private int _finishedCount;
    private Exception? _fault;

    public EvaluationCoordinator(
        IReadOnlyList<Prompt> prompts, LedgerOptions ledger, PipelineOptions pipeline, Data.Tokenization.ITokenizer tokenizer,
        CoordinatorChildren children, double failureLimit, IProgress<int> progress, TaskCompletionSource<IReadOnlyList<RolloutGroup>> outcome)
    {
        (_prompts, _children, _progress, _outcome) = (prompts, children, progress, outcome);
        _ledger = new GroupLedger(ledger);
        _verifiers = new VerifierPool(StartVerifier, failureLimit);
        _pipeline = new RolloutPipeline(pipeline, _ledger, tokenizer, _verifiers.Queue);
        _finished = new RolloutGroup?[prompts.Count];

        Receive<RequestWork>(Admit);
        Receive<TokensAppended>(_pipeline.Append);
        Receive<CompletionFinished>(_pipeline.Finish);
        Receive<EngineReport>(_ => { });
        Receive<EngineInputs>(_ => { });
        Receive<RequestScoring>(request => _verifiers.Queue.Offer(Sender, request.Places));
        Receive<CompletionScored>(Take);
        Receive<Terminated>(Lose);
    }

    /// <inheritdoc/>
    protected override void PreStart()
    {
        IActorRef[] children =
        [
            .. _children.Workers.Select((make, i) => Context.ActorOf(make(Self), $"inference-{i}")),
        ];
        foreach (var child in children)
            Context.Watch(child).Tell(new Start());
        _verifiers.Start(_children.Verifiers.Count);
    }

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(fault =>
    {
        _fault = fault;
        return Directive.Stop;
    });

    private void Admit(RequestWork request)
    {
        _pipeline.Update(request, Sender);
        var wanted = Math.Min(_pipeline.WantedGroups, _prompts.Count - _next);
        var entries = Enumerable.Range(0, wanted)
            .Select(_ => _ledger.Admit(_next, _prompts[_next++], PolicyVersion.Start)).ToArray();
        if (entries.Length > 0)
            _pipeline.Dispatch(entries);
    }

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
            _ = _outcome.TrySetException(_fault ?? new InvalidOperationException($"{terminated.ActorRef.Path.Name} stopped"));
            return;
        }

        foreach (var scored in failed)
            Take(scored);
    }

    private void Take(CompletionScored scored)
    {
        if (!_verifiers.Take(scored))
            return;
        if (_verifiers.StopReason is { } reason)
            _ = _outcome.TrySetException(new RunStoppedException(reason));
        if (_pipeline.Grade(scored) is not { } entry)
            return;
        _finished[entry.Id] = new RolloutGroup
        {
            Id = entry.Id,
            Prompt = entry.Prompt,
            Rollouts = [.. entry.Rollouts.Values],
        };
        _ledger.Remove(entry);
        _progress.Report(++_finishedCount);
        if (_finishedCount == _prompts.Count)
            _ = _outcome.TrySetResult([.. _finished.Select(g => g!)]);
    }
}
