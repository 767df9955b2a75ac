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
    private readonly Dictionary<IActorRef, Places> _places = [];
    private readonly Dictionary<(long Group, int Epoch, int Sibling), (Order Order, IActorRef Worker, long Id)> _given = [];
    private long _sent;

    /// <summary>Completions nobody grades yet.</summary>
    public int WaitingCount => _waiting.Count;

    /// <summary>The verifiers, as they stand.</summary>
    public VerifierStatus[] Status() =>
    [
        .. _places.Select(p => new VerifierStatus(p.Key.Path.Address.HasGlobalScope ? $"{p.Key.Path}" : p.Key.Path.Name, p.Value.Free, p.Value.Taken)),
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

    /// <summary>A verifier has so many places in all.</summary>
    public void Offer(IActorRef verifier, int places)
    {
        _places[verifier] = new Places(places, _places.TryGetValue(verifier, out var before) ? before.Taken : 0);
        Dispatch();
    }

    /// <summary>Takes a verdict: true when it stands, false when the completion is tried once more.</summary>
    public bool Take(CompletionScored scored)
    {
        if (!_given.TryGetValue((scored.GroupId, scored.Epoch, scored.Sibling), out var given))
            return false;
        TakeBack(given.Order, given.Worker);
        var stands = scored.Reward is not null || given.Order.TriedAt is not null;
        if (!stands)
            _ = _waiting.AddFirst(given.Order with { TriedAt = given.Worker });
        Dispatch();
        return stands;
    }

    /// <summary>
    /// Compares what a verifier has with what was sent to it: what it should have seen and has not goes out again, to it or another, and
    /// is not counted as a try. Returns the last id sent so far; null for a verifier that never offered places, or was lost.
    /// </summary>
    public long? Compare(IActorRef verifier, ScoringHeld held)
    {
        if (!Knows(verifier))
            return null;
        var has = held.RequestIds.ToHashSet();
        foreach (var (order, _, _) in _given.Values.Where(g => g.Worker.Equals(verifier) && g.Id <= held.SeenRequest && !has.Contains(g.Id)).ToArray())
        {
            TakeBack(order, verifier);
            _ = _waiting.AddFirst(order);
        }

        Dispatch();
        return _sent;
    }

    /// <summary>Whether a verifier ever offered places here.</summary>
    public bool Knows(IActorRef verifier) => _places.ContainsKey(verifier);

    /// <summary>Forgets a lost verifier: what it had is tried once more; what was tried before has failed.</summary>
    public IReadOnlyList<CompletionScored> Lose(IActorRef verifier)
    {
        _ = _places.Remove(verifier);
        var failed = new List<CompletionScored>();
        foreach (var (order, _, _) in _given.Values.Where(g => g.Worker.Equals(verifier)).ToArray())
        {
            if (order.TriedAt is not null)
            {
                failed.Add(CompletionScored.Failed(order.Request, "two verifier workers were lost over it"));
                continue;
            }

            TakeBack(order, verifier);
            _ = _waiting.AddFirst(order with { TriedAt = verifier });
        }

        Dispatch();
        return failed;
    }

    /// <summary>A verifier has it no more, and a place free.</summary>
    private void TakeBack(Order order, IActorRef verifier)
    {
        _ = _given.Remove((order.Request.GroupId, order.Request.Epoch, order.Request.Sibling));
        if (_places.TryGetValue(verifier, out var places))
            _places[verifier] = places with { Taken = places.Taken - 1 };
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
            if (places.Free > 0 && (best is null || places.Free > _places[best].Free) && (!worker.Equals(except) || _places.Count == 1))
                best = worker;
        }

        return best;
    }

    private void Send(Order order, IActorRef worker)
    {
        _places[worker] = _places[worker] with { Taken = _places[worker].Taken + 1 };
        var request = order.Request;
        var id = ++_sent;
        _given[(request.GroupId, request.Epoch, request.Sibling)] = (order, worker, id);
        var payload = MessagePackSerializer.Serialize(request, MessagePackWireSerializer.Options);
        foreach (var part in PayloadPart.Split(payload))
            worker.Tell(new ScorePart(id, part));
    }

    private sealed record Order(ScoreRequest Request, IActorRef? TriedAt);

    private readonly record struct Places(int All, int Taken)
    {
        public int Free => All - Taken;
    }
}
