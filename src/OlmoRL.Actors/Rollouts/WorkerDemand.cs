using Akka.Actor;
using OlmoRL.Actors.Messages;
using OlmoRL.Rollouts;

namespace OlmoRL.Actors.Rollouts;

/// <summary>What an inference worker last asked for, less what has been sent since.</summary>
internal sealed class WorkerDemand(IActorRef worker, int groupSize)
{
    private RequestWork _last = new("", 0, 0, PolicyVersion.Start);

    /// <summary>Where orders go.</summary>
    public IActorRef Worker => worker;

    /// <summary>The weights it samples with.</summary>
    public PolicyVersion Version => _last.Version;

    /// <summary>Orders sent so far; the number of the last one.</summary>
    public long SentOrders { get; private set; }

    /// <summary>Groups it still wants; orders that it had not seen when it asked are counted.</summary>
    public int WantedGroups => (int)(_last.FreeSequences / groupSize - (SentOrders - _last.SeenOrders));

    /// <summary>Takes a newer request.</summary>
    public void Update(RequestWork request) => _last = request;

    /// <summary>Counts an order; returns its number.</summary>
    public long Sent() => ++SentOrders;
}
