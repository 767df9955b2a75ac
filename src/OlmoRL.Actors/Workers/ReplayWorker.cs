using Akka.Actor;
using OlmoRL.Actors.Messages;
using OlmoRL.Inference;
using OlmoRL.Models.Weights;
using OlmoRL.Rollouts;
using OlmoRL.Runs;

namespace OlmoRL.Actors.Workers;

/// <summary>What a replaying worker goes by.</summary>
/// <param name="Name">The recorded worker's.</param>
/// <param name="Inputs">What its engine was given, in order.</param>
/// <param name="Orders">The order of every group in them.</param>
internal sealed record ReplayScript(string Name, IReadOnlyList<EngineInput> Inputs, IReadOnlyDictionary<long, GenerateGroup> Orders);

/// <summary>Gives an engine the inputs of a recorded run, each at the engine step that it was stamped with.</summary>
/// <remarks>It stands still where the next input is a version that the learner has not made yet.</remarks>
internal sealed class ReplayWorker : ReceiveActor, IDisposable
{
    private readonly ReplayScript _script;
    private readonly EngineSession _session;
    private readonly IActorRef _coordinator;
    private WeightsPublished? _newest;
    private int _next;
    private bool _stepQueued;

    public ReplayWorker(ReplayScript script, IWeightStore store, Func<InferenceEngine> makeEngine, IActorRef coordinator)
    {
        (_script, _coordinator) = (script, coordinator);
        _session = new EngineSession(script.Name, store, makeEngine, coordinator);

        Receive<Start>(_ =>
        {
            TellVersion();
            GoOn();
        });
        Receive<WeightsPublished>(published =>
        {
            _newest = published;
            GoOn();
        });
        Receive<StepEngine>(step =>
        {
            _stepQueued = false;
            _ = _session.Step();
            GoOn();
        });
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();

    /// <inheritdoc/>
    protected override void PostStop() => Dispose();

    private void GoOn()
    {
        if (_stepQueued)
            return;
        for (; _next < _script.Inputs.Count && _script.Inputs[_next].At == _session.StepCount; _next++)
        {
            if (!TryGive(_script.Inputs[_next]))
                return;
        }

        if (_session.HasWork)
        {
            _stepQueued = true;
            Self.Tell(new StepEngine());
        }
        else if (_next < _script.Inputs.Count)
        {
            throw new InvalidDataException($"{_script.Name} ran out of work at engine step {_session.StepCount}, " +
                $"and was given more at {_script.Inputs[_next].At} in the recorded run: lengths differ");
        }
    }

    private bool TryGive(EngineInput input)
    {
        switch (input.Kind)
        {
            case EngineInputKind.Add:
                var order = _script.Orders[input.Id];
                _session.Add(order, [.. order.Siblings.Select(_ => Array.Empty<int>())]);
                return true;
            case EngineInputKind.Cancel:
                _ = _session.Cancel(input.Id, int.MaxValue);
                return true;
            case EngineInputKind.Hold:
                _session.HoldAdmission();
                return true;
            default:
                if (_newest is null || _newest.Version < new PolicyVersion((int)input.Id))
                    return false;
                _ = _session.Adopt(_newest);
                TellVersion();
                return true;
        }
    }

    /// <summary>A request for no work: the coordinator learns which weights this engine has.</summary>
    private void TellVersion() => _coordinator.Tell(new RequestWork(_script.Name, 0, 0, _session.Version));
}
