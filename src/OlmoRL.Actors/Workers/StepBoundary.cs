using Akka.Actor;
using OlmoRL.Actors.Messages;
using OlmoRL.Runs;

namespace OlmoRL.Actors.Workers;

/// <summary>What the coordinator knows of the run when everyone has handed over what they held back.</summary>
internal sealed record BoundaryState(
    long NextDraw, IReadOnlyList<Flow.LiveGroup> Groups, IReadOnlyList<PromptRecord> Records, IReadOnlyList<string> Solved);

/// <summary>Writes what a step boundary asks for, one thing after the other: checkpoint, train state, then the run's state.</summary>
/// <remarks>
/// The run's state is taken last and at one stroke, after every worker and writer has answered <see cref="Flush"/>: then
/// tokens sampled so far have arrived and metrics and rollouts of the step are written. Verdicts wait meanwhile, so no
/// group's fate falls between the step's end and the snapshot.
/// </remarks>
internal sealed class StepBoundary(SavePlan plan, CoordinatorParts parts, IActorRef self)
{
    private readonly Queue<Action> _orders = [];
    private readonly HashSet<IActorRef> _unflushed = [];
    private SnapshotFolder? _snapshot;
    private object? _asked;
    private int _step;

    /// <summary>Whether something is being written.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Whether the run ends with it.</summary>
    public bool IsFinal { get; private set; }

    /// <summary>Who has not yet handed over what they hold back.</summary>
    public IReadOnlyCollection<IActorRef> Unflushed => _unflushed;

    /// <summary>Opens the boundary after a step.</summary>
    public void Open(int step, bool final, IActorRef learner, IEnumerable<IActorRef> holders)
    {
        (_step, IsOpen, IsFinal) = (step, true, final);
        var directory = parts.Directory;
        if (final)
            _orders.Enqueue(() => Ask(learner, new SaveCheckpoint(directory.Below(directory.FinalCheckpoint))));
        else if (plan.CheckpointEvery > 0 && step % plan.CheckpointEvery == 0)
            _orders.Enqueue(() => Ask(learner, new SaveCheckpoint(directory.Below(directory.CheckpointOf(step)))));
        if (!final && step % plan.SnapshotEvery != 0)
            return;
        _orders.Enqueue(() =>
        {
            _snapshot = new SnapshotFolder(directory, step);
            _snapshot.Begin();
            Ask(learner, new SaveTrainState(directory.Below(_snapshot.Path)));
        });
        _orders.Enqueue(() => Flush(holders));
    }

    /// <summary>Gives the next order; false when all that was ordered is done and the boundary can be closed.</summary>
    public bool GoOn()
    {
        if (!_orders.TryDequeue(out var order))
            return _unflushed.Count > 0;
        order();
        return true;
    }

    /// <summary>Whether it is what the learner was asked to write; once, should the answer come twice.</summary>
    public bool Takes(Saved saved)
    {
        var folder = _asked switch
        {
            SaveCheckpoint checkpoint => checkpoint.Folder,
            SaveTrainState state => state.Folder,
            _ => null,
        };
        if (saved.Folder != folder)
            return false;
        _asked = null;
        return true;
    }

    /// <summary>One has handed over what it held back at this boundary; true when it was the last.</summary>
    public bool Flushed(IActorRef holder, int step) => step == _step && Lost(holder);

    /// <summary>One was lost, or has handed over what it held back; true when it was the last.</summary>
    public bool Lost(IActorRef holder) => _unflushed.Remove(holder) && _unflushed.Count == 0;

    /// <summary>The learner is asked again for what it has not answered.</summary>
    public void AskAgain(IActorRef learner)
    {
        if (_asked is { } asked)
            learner.Tell(asked, self);
    }

    /// <summary>A holder is asked again for what it has not handed over.</summary>
    public void FlushAgain(IActorRef holder)
    {
        if (_unflushed.Contains(holder))
            holder.Tell(new Flush(_step), self);
    }

    /// <summary>Completes the snapshot, if there is one, and ends the boundary.</summary>
    public void Close(Func<BoundaryState> take)
    {
        if (_snapshot is not null)
            Complete(_snapshot, take());
        plan.Checkpoints.Apply(parts.Directory.Checkpoints);
        (_snapshot, IsOpen) = (null, false);
    }

    private void Ask(IActorRef learner, object message)
    {
        _asked = message;
        learner.Tell(message, self);
    }

    private void Flush(IEnumerable<IActorRef> holders)
    {
        _unflushed.UnionWith(holders);
        _ = _unflushed.Add(self);
        foreach (var holder in _unflushed.Where(h => !h.Equals(self)))
            holder.Tell(new Flush(_step), self);
        var step = _step;
        _ = parts.Log.FlushAsync().PipeTo(self, self, () => new Flushed(step), failure => new Status.Failure(failure));
    }

    private void Complete(SnapshotFolder snapshot, BoundaryState taken)
    {
        var (prompts, schedule) = parts.Journal!.Flush();
        Snapshots.Write(snapshot.Path, new RunState
        {
            Step = _step,
            NextDraw = taken.NextDraw,
            Live = taken.Records,
            Solved = taken.Solved,
            PromptsBytes = prompts,
            ScheduleBytes = schedule,
            RecipeDigest = plan.RecipeDigest,
            ModelDigest = plan.ModelDigest,
        }, taken.Groups);
        snapshot.Complete(plan.Snapshots);
        if (IsFinal)
            parts.Journal.Live(taken.Records);
    }
}
