using OlmoRL.Actors.Messages;

namespace OlmoRL.Benchmarks.Scale;

/// <summary>A learner: fetches a step's groups one by one, as the real one does, and takes a while to train.</summary>
internal sealed class SimulatedLearner
{
    private readonly SimulatedClock _clock;
    private readonly MeasuredCoordinator _coordinator;
    private readonly ScaleOptions _options;
    private readonly PayloadAssembler<long> _parts = new();
    private TrainOn? _order;
    private int _fetched;

    public SimulatedLearner(SimulatedClock clock, MeasuredCoordinator coordinator, ScaleOptions options)
    {
        (_clock, _coordinator, _options) = (clock, coordinator, options);
        Self = new SimulatedRef("learner", clock, coordinator, Receive);
    }

    public SimulatedRef Self { get; }

    /// <summary>Steps taken.</summary>
    public int Steps { get; private set; }

    private void Receive(object message)
    {
        if (message is TrainOn order)
            (_order, _fetched) = (order, 0);
        else if (message is GroupPart part && _parts.Add(part.GroupId, part.Part) is not null)
            _fetched++;
        else
            return;
        if (_fetched < _order!.GroupIds.Length)
        {
            _coordinator.Tell(new FetchGroup(_order.GroupIds[_fetched]), Self);
            return;
        }

        var version = _order.Version.Next();
        _clock.After(_options.StepSeconds, () =>
        {
            Steps++;
            _coordinator.Tell(new StepCompleted(new WeightsPublished(version, "nowhere", "", ""), []), Self);
        });
    }
}
