using Akka.Actor;
using OlmoRL.Actors.Messages;
using OlmoRL.Flow;
using OlmoRL.Rollouts;

namespace OlmoRL.Actors.Workers;

/// <summary>The step that the learner takes: its order, and its groups, which the learner fetches one by one.</summary>
internal sealed class LearnerStep
{
    private TrainOn? _order;

    /// <summary>In the order in which they are trained; empty between two steps.</summary>
    public IReadOnlyList<LedgerEntry> Groups { get; private set; } = [];

    /// <summary>Orders it.</summary>
    public void Begin(IActorRef learner, PolicyVersion version, IReadOnlyList<LedgerEntry> groups)
    {
        (Groups, _order) = (groups, new TrainOn(version, [.. groups.Select(e => e.Id)]));
        learner.Tell(_order);
    }

    /// <summary>Orders it again: the order, or something of the answer, may have been lost.</summary>
    public void AskAgain(IActorRef learner)
    {
        if (_order is not null)
            learner.Tell(_order);
    }

    /// <summary>Hands a group over; nothing when it was asked for twice, and is trained by now.</summary>
    public void Send(long groupId, IActorRef learner)
    {
        if (Groups.FirstOrDefault(e => e.Id == groupId) is not { Group: { } group })
            return;
        foreach (var part in GroupPart.Split(group))
            learner.Tell(part);
    }

    /// <summary>The learner has taken it; returns its groups.</summary>
    public IReadOnlyList<LedgerEntry> End()
    {
        var trained = Groups;
        (Groups, _order) = ([], null);
        return trained;
    }
}
