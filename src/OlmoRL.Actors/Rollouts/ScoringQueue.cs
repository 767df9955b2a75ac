using Akka.Actor;
using MessagePack;
using OlmoRL.Actors.Messages;
using OlmoRL.Actors.Wire;
using OlmoRL.Flow;

namespace OlmoRL.Actors.Rollouts;

/// <summary>Completions on their way to a verdict: those that wait, those that a verifier has, and which verifier has places.</summary>
/// <remarks>
/// Verifiers pull: a worker gets no more than it asked for, and what waits here is bounded by the live sequences of the
/// run. A completion whose verification failed, or whose worker was lost, is tried once more, at another worker if there
/// is one; after that the failure stands.
/// </remarks>
internal sealed class ScoringQueue
{
    private readonly LinkedList<Order> _waiting = [];
    private readonly Dictionary<IActorRef, int> _places = [];
    private readonly Dictionary<(long Group, int Epoch, int Sibling), (Order Order, IActorRef Worker)> _given = [];
    private long _nextId;

    /// <summary>Completions nobody grades yet.</summary>
    public int WaitingCount => _waiting.Count;

    /// <summary>The verifiers, as they stand.</summary>
    public VerifierStatus[] Status() =>
    [
        .. _places.Select(p => new VerifierStatus(p.Key.Path.Address.HasGlobalScope ? $"{p.Key.Path}" : p.Key.Path.Name, p.Value, _given.Values.Count(g => g.Worker.Equals(p.Key)))),
    ];

    /// <summary>What is waited for here.</summary>
    public IEnumerable<Wait> Waits() =>
    [
        .. _waiting.Select(o => new Wait("a verifier with a free place", $"group {o.Request.GroupId} sibling {o.Request.Sibling}")),
        .. _given.Select(g => new Wait("a verdict", $"group {g.Key.Group} sibling {g.Key.Sibling} at {g.Value.Worker.Path.Name}")),
    ];

    /// <summary>Queues a completion; it goes out at once if a place is free.</summary>
    public void Enqueue(ScoreRequest request)
    {
        _ = _waiting.AddLast(new Order(request, null));
        Dispatch();
    }

    /// <summary>A verifier has places.</summary>
    public void Offer(IActorRef verifier, int places)
    {
        _places[verifier] = _places.GetValueOrDefault(verifier) + places;
        Dispatch();
    }

    /// <summary>Takes a verdict: true when it stands, false when the completion is tried once more.</summary>
    public bool Take(CompletionScored scored)
    {
        if (!_given.Remove((scored.GroupId, scored.Epoch, scored.Sibling), out var given))
            return false;
        if (scored.Reward is not null || given.Order.TriedAt is not null)
            return true;
        Retry(given.Order, given.Worker);
        return false;
    }

    /// <summary>Whether a verifier ever offered places here.</summary>
    public bool Knows(IActorRef verifier) => _places.ContainsKey(verifier);

    /// <summary>Forgets a lost verifier: what it had is tried once more; what was tried before has failed.</summary>
    public IReadOnlyList<CompletionScored> Lose(IActorRef verifier)
    {
        _ = _places.Remove(verifier);
        var failed = new List<CompletionScored>();
        foreach (var (key, (order, _)) in _given.Where(g => g.Value.Worker.Equals(verifier)).ToArray())
        {
            if (order.TriedAt is not null)
                failed.Add(CompletionScored.Failed(order.Request, "two verifier workers were lost over it"));
            else if (_given.Remove(key))
                Retry(order, verifier);
        }

        return failed;
    }

    private void Retry(Order order, IActorRef failedAt)
    {
        _ = _waiting.AddFirst(order with { TriedAt = failedAt });
        Dispatch();
    }

    private void Dispatch()
    {
        for (var node = _waiting.First; node is not null;)
        {
            var next = node.Next;
            if (FreeWorker(node.Value.TriedAt) is { } worker)
            {
                _waiting.Remove(node);
                Send(node.Value, worker);
            }
            else if (node.Value.TriedAt is null)
            {
                return;
            }

            node = next;
        }
    }

    /// <summary>The worker with most places; not the one where it failed, unless that is the only one there is.</summary>
    private IActorRef? FreeWorker(IActorRef? except)
    {
        IActorRef? best = null;
        foreach (var (worker, places) in _places)
        {
            if (places > 0 && (best is null || places > _places[best]) && (!worker.Equals(except) || _places.Count == 1))
                best = worker;
        }

        return best;
    }

    private void Send(Order order, IActorRef worker)
    {
        _places[worker]--;
        var request = order.Request;
        _given[(request.GroupId, request.Epoch, request.Sibling)] = (order, worker);
        var payload = MessagePackSerializer.Serialize(request, MessagePackWireSerializer.Options);
        var id = _nextId++;
        foreach (var part in PayloadPart.Split(payload))
            worker.Tell(new ScorePart(id, part));
    }

    private sealed record Order(ScoreRequest Request, IActorRef? TriedAt);
}
