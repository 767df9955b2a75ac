using Akka.Actor;
using OlmoRL.Actors.Cluster;

namespace OlmoRL.Actors.Tests.Cluster;

public sealed class WeightTreeTests : IDisposable
{
    private readonly ActorSystem _system = ActorSystem.Create("tree", "akka { loglevel = OFF, stdout-loglevel = OFF }");
    private readonly WeightTree _tree = new();

    [Fact]
    public void The_learner_and_every_node_have_two_children()
    {
        var parents = Enumerable.Range(0, 14).Select(i => _tree.Add(Node(), $"n{i}")).ToArray();

        Assert.Equal(["", "", "n0", "n0", "n1", "n1", "n2", "n2", "n3", "n3", "n4", "n4", "n5", "n5"], parents);
    }

    [Fact]
    public void A_lost_nodes_place_goes_to_the_next_one()
    {
        var lost = Node();
        _ = _tree.Add(lost, "lost");
        _ = _tree.Add(Node(), "n1");
        _tree.Remove(lost);

        Assert.Equal("", _tree.Add(Node(), "new"));
        Assert.Equal("new", _tree.Add(Node(), "n2"));
    }

    [Fact]
    public void A_node_without_weights_takes_no_place()
    {
        Assert.Equal("", _tree.Add(Node(), ""));
        _ = _tree.Add(Node(), "n0");
        _ = _tree.Add(Node(), "n1");

        Assert.Equal("n0", _tree.Add(Node(), "n2"));
    }

    public void Dispose() => _system.Dispose();

    private IActorRef Node() => _system.ActorOf(Props.Empty);
}
