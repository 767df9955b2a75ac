using OlmoRL.Actors.Messages;
using OlmoRL.Rollouts;

namespace OlmoRL.Benchmarks.Scale;

/// <summary>An inference node: real messages, made-up tokens that take made-up time.</summary>
internal sealed class SimulatedNode
{
    private readonly string _name;
    private readonly SimulatedClock _clock;
    private readonly MeasuredCoordinator _coordinator;
    private readonly ScaleOptions _options;
    private readonly Random _random;
    private readonly SimulatedRef _self;
    private readonly Dictionary<long, (int Epoch, int Sequences)> _held = [];
    private PolicyVersion _version;
    private long _seen;
    private int _free;

    public SimulatedNode(int index, SimulatedClock clock, MeasuredCoordinator coordinator, ScaleOptions options)
    {
        (_name, _clock, _coordinator, _options) = ($"node-{index}", clock, coordinator, options);
        _random = new Random(index);
        _self = new SimulatedRef(_name, clock, coordinator, Receive);
        _free = options.SlotsPerNode;
        clock.After(0.001 * _random.NextDouble(), Ask);
        clock.After(ScaleOptions.ReportSeconds * _random.NextDouble(), Report);
    }

    private void Receive(object message)
    {
        if (message is WeightsPublished weights)
            _version = weights.Version;
        if (message is WorkKnown known)
            _seen = Math.Max(_seen, known.SentOrders);
        if (message is not GenerateGroup order)
            return;
        _seen = order.Number;
        _held[order.GroupId] = (order.Epoch, order.Siblings.Length);
        foreach (var sibling in order.Siblings)
        {
            _free--;
            Sample(order, sibling, 0, _random.Next(1, 2 * _options.MeanTokens));
        }
    }

    /// <summary>Sends tokens as often as a worker does: when a message is full, and at the end.</summary>
    private void Sample(GenerateGroup order, int sibling, int offset, int length)
    {
        var count = Math.Min(TokensAppended.MaxTokens, length - offset);
        _clock.After(count / _options.TokensPerSecond, () =>
        {
            _coordinator.Tell(new TokensAppended
            {
                GroupId = order.GroupId,
                Epoch = order.Epoch,
                Sibling = sibling,
                Offset = offset,
                TokenIds = [.. Enumerable.Range(0, count).Select(_ => _random.Next(_options.Vocabulary))],
                LogProbs = [.. Enumerable.Range(0, count).Select(_ => -_random.NextSingle())],
                Spans = [new PolicySpan(0, count, _version)],
            }, _self);
            if (offset + count < length)
            {
                Sample(order, sibling, offset + count, length);
                return;
            }

            _coordinator.Tell(new CompletionFinished(order.GroupId, order.Epoch, sibling, length, FinishReason.Stop), _self);
            _free++;
            var left = _held[order.GroupId].Sequences - 1;
            if (left == 0)
                _ = _held.Remove(order.GroupId);
            else
                _held[order.GroupId] = (order.Epoch, left);
            Ask();
        });
    }

    private void Ask() => _coordinator.Tell(new RequestWork(_name, _free, _seen, _version), _self);

    private void Report()
    {
        Ask();
        _coordinator.Tell(new WorkHeld { Worker = _name, SeenOrders = _seen, GroupIds = [.. _held.Keys], Epochs = [.. _held.Values.Select(h => h.Epoch)], Version = _version }, _self);
        _clock.After(ScaleOptions.ReportSeconds, Report);
    }
}
