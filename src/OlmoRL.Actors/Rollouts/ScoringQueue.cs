using Akka.Actor;
using MessagePack;
using OlmoRL.Actors.Messages;
using OlmoRL.Actors.Wire;

namespace OlmoRL.Actors.Rollouts;

/// <summary>Completions that wait for a verifier, and verifiers that wait for one.</summary>
internal sealed class ScoringQueue
{
    private readonly Queue<ScoreRequest> _requests = [];
    private readonly Queue<IActorRef> _places = [];
    private long _nextId;

    /// <summary>Completions nobody grades yet.</summary>
    public int WaitingCount => _requests.Count;

    /// <summary>Queues a completion; it goes out at once if a place is free.</summary>
    public void Enqueue(ScoreRequest request)
    {
        _requests.Enqueue(request);
        Dispatch();
    }

    /// <summary>A verifier has places.</summary>
    public void Offer(IActorRef verifier, int places)
    {
        for (var i = 0; i < places; i++)
            _places.Enqueue(verifier);
        Dispatch();
    }

    private void Dispatch()
    {
        while (_requests.Count > 0 && _places.TryDequeue(out var verifier))
        {
            var payload = MessagePackSerializer.Serialize(_requests.Dequeue(), MessagePackWireSerializer.Options);
            var id = _nextId++;
            foreach (var part in PayloadPart.Split(payload))
                verifier.Tell(new ScorePart(id, part));
        }
    }
}
