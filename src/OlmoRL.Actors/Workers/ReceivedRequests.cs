using MessagePack;
using OlmoRL.Actors.Messages;
using OlmoRL.Actors.Wire;

namespace OlmoRL.Actors.Workers;

/// <summary>A verifier's requests as they arrive, over a link that keeps their order and may lose some or bring some twice: each is taken once, and whole or not at all.</summary>
internal sealed class ReceivedRequests
{
    private readonly HashSet<long> _held = [];
    private PayloadAssembler<long> _parts = new();
    private bool _isPast = true;

    /// <summary>Requests up to this id arrived, or never will.</summary>
    public long Seen { get; private set; }

    /// <summary>What is being graded, by id.</summary>
    public IReadOnlyCollection<long> Held => _held;

    /// <summary>The request of which this is the last part that was missing; null before, and when it came before.</summary>
    public ScoreRequest? Take(ScorePart part)
    {
        if (part.RequestId < Seen || (part.RequestId == Seen && _isPast))
            return null;
        if (part.RequestId > Seen)
            Begin(part.RequestId, isPast: false);
        if (_parts.Add(part.RequestId, part.Part) is not { } payload)
            return null;
        _isPast = true;
        _ = _held.Add(part.RequestId);
        return MessagePackSerializer.Deserialize<ScoreRequest>(payload, MessagePackWireSerializer.Options);
    }

    /// <summary>A request is graded.</summary>
    public void Done(long id) => _held.Remove(id);

    /// <summary>Requests up to this id were sent before a message that has arrived.</summary>
    public void Passed(long id)
    {
        if (id >= Seen)
            Begin(id, isPast: true);
    }

    /// <summary>What is not whole of an earlier request never will be.</summary>
    private void Begin(long id, bool isPast) => (Seen, _parts, _isPast) = (id, new PayloadAssembler<long>(), isPast);
}
