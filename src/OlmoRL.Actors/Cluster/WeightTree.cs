using Akka.Actor;

namespace OlmoRL.Actors.Cluster;

/// <summary>Who hands weights on to whom: the learner to two nodes, and every node to two more, so that no uplink is the limit.</summary>
/// <remarks>A place that a lost node leaves goes to the next one that joins; the lost node's children ask the learner meanwhile.</remarks>
internal sealed class WeightTree
{
    private const int Children = 2;
    private readonly List<(IActorRef? Node, string Place)> _places = [];

    /// <summary>Gives a node a place; the place of its parent, empty for the learner and for a node without weights.</summary>
    public string Add(IActorRef node, string place)
    {
        if (place.Length == 0)
            return "";
        var index = _places.FindIndex(p => p.Node is null || p.Node.Equals(node));
        if (index < 0)
        {
            index = _places.Count;
            _places.Add(default);
        }

        _places[index] = (node, place);
        return index < Children ? "" : _places[(index / Children) - 1] is { Node: not null } parent ? parent.Place : "";
    }

    /// <summary>Frees a lost node's place.</summary>
    public void Remove(IActorRef node)
    {
        var index = _places.FindIndex(p => node.Equals(p.Node));
        if (index >= 0)
            _places[index] = default;
    }
}
