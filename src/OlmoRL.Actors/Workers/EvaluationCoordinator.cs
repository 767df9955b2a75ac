using Akka.Actor;
using OlmoRL.Actors.Messages;
using OlmoRL.Actors.Rollouts;
using OlmoRL.Flow;
using OlmoRL.Rollouts;

namespace OlmoRL.Actors.Workers;

/// <summary>Samples and grades a fixed list of prompts with the same workers as a run; nothing is trained.</summary>
internal sealed class EvaluationCoordinator : ReceiveActor
{
    private readonly IReadOnlyList<Prompt> _prompts;
    private readonly GroupLedger _ledger;
    private readonly RolloutPipeline _pipeline;
    private readonly TaskCompletionSource<IReadOnlyList<RolloutGroup>> _outcome;
    private readonly IProgress<int> _progress;
    private readonly CoordinatorChildren _children;
    private readonly RolloutGroup?[] _finished;
    private int _next;
    private int _finishedCount;
    private Exception? _fault;

    public EvaluationCoordinator(
        IReadOnlyList<Prompt> prompts, LedgerOptions ledger, PipelineOptions pipeline, Data.Tokenization.ITokenizer tokenizer,
        CoordinatorChildren children, IProgress<int> progress, TaskCompletionSource<IReadOnlyList<RolloutGroup>> outcome)
    {
        (_prompts, _children, _progress, _outcome) = (prompts, children, progress, outcome);
        _ledger = new GroupLedger(ledger);
        _pipeline = new RolloutPipeline(pipeline, _ledger, tokenizer);
        _finished = new RolloutGroup?[prompts.Count];

        Receive<RequestWork>(Admit);
        Receive<TokensAppended>(_pipeline.Append);
        Receive<CompletionFinished>(_pipeline.Finish);
        Receive<EngineReport>(_ => { });
        Receive<RequestScoring>(request => _pipeline.Scoring.Offer(Sender, request.FreePlaces));
        Receive<CompletionScored>(Take);
        Receive<Terminated>(lost => _ = _outcome.TrySetException(
            _fault ?? new InvalidOperationException($"{lost.ActorRef.Path.Name} stopped")));
    }

    /// <inheritdoc/>
    protected override void PreStart()
    {
        IActorRef[] children =
        [
            .. _children.Verifiers.Select((make, i) => Context.ActorOf(make(Self), $"verifier-{i}")),
            .. _children.Workers.Select((make, i) => Context.ActorOf(make(Self), $"inference-{i}")),
        ];
        foreach (var child in children)
            Context.Watch(child).Tell(new Start());
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

    private void Take(CompletionScored scored)
    {
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
