using Akka.Actor;
using OlmoRL.Actors.Cluster;
using OlmoRL.Actors.Hosting;
using OlmoRL.Actors.Messages;
using OlmoRL.Rollouts;

namespace OlmoRL.Actors.Tests.Cluster;

public sealed class NodeGateTests : IDisposable
{
    private static readonly GatePass Pass = new("code", "recipe", "folder");
    private static readonly WeightsPublished Weights = new(new PolicyVersion(3), "10.0.0.1:1", "digest", "file");
    private readonly ActorSystem _system = ActorHost.Start(serializeMessages: true);

    [Theory]
    [InlineData("other", "recipe", "the run is of OlmoRL code, the node of other")]
    [InlineData("code", "other", "recipe, config or tokenizer differs")]
    public async Task A_node_of_another_program_or_recipe_is_refused(string code, string recipe, string reason)
    {
        var answer = await Gate(Weights).Ask<NodeRefused>(new JoinNode("node", code, recipe, ""));

        Assert.Contains(reason, answer.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_standby_that_sees_another_folder_is_refused_and_one_that_sees_the_runs_is_told_to_nodes()
    {
        var gate = Gate(Weights);

        var refused = await gate.Ask<NodeRefused>(new StandBy("127.0.0.1:2", "code", "recipe", "another folder"));
        _ = await gate.Ask<StandByNoted>(new StandBy("127.0.0.1:3", "code", "recipe", "folder"));
        var welcome = await gate.Ask<NodeWelcome>(new JoinNode("node", "code", "recipe", ""));

        Assert.Contains("same storage", refused.Reason, StringComparison.Ordinal);
        Assert.Equal(["127.0.0.1:3"], welcome.Standbys);
    }

    [Fact]
    public async Task Nodes_wait_until_a_learner_has_published()
    {
        var seat = new LearnerSeat(new LearnerWelcome("snapshots/step-000003", 3, 9));
        var gate = Gate(null, seat);

        _ = await gate.Ask<Here>(new JoinNode("node", "code", "recipe", ""));
        using var learner = Inbox.Create(_system);
        gate.Tell(new JoinLearner("learner", "code", "recipe", "folder"), learner.Receiver);
        var beginning = await learner.ReceiveAsync(TimeSpan.FromSeconds(10));
        _ = await gate.Ask<Here>(new JoinLearner("spare", "code", "recipe", "folder")); // the seat is taken
        gate.Tell(new LearnerReady(Weights), learner.Receiver);
        var welcome = await gate.Ask<NodeWelcome>(new JoinNode("node", "code", "recipe", ""));

        Assert.Equal(seat.Welcome, beginning);
        Assert.Equal(Weights, welcome.Weights);
        Assert.Equal(learner.Receiver, (await seat.Seated).Learner);
    }

    [Fact]
    public async Task A_learner_is_refused_where_the_run_trains_itself()
    {
        var refused = await Gate(Weights).Ask<NodeRefused>(new JoinLearner("learner", "code", "recipe", "folder"));

        Assert.Contains("trains in its own process", refused.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_begins_with_the_newest_weights()
    {
        var gate = Gate(Weights);
        var newer = Weights with { Version = new PolicyVersion(4) };

        _ = await gate.Ask<NodeWelcome>(new JoinNode("node", "code", "recipe", ""));
        _system.EventStream.Publish(newer);

        Assert.Equal(newer, (await gate.Ask<NodeWelcome>(new JoinNode("node", "code", "recipe", ""))).Weights);
    }

    [Fact]
    public async Task A_node_is_told_that_the_run_ended_until_it_has_heard()
    {
        var gate = Gate(Weights);
        using var node = Inbox.Create(_system);
        gate.Tell(new JoinNode("node", "code", "recipe", ""), node.Receiver);
        _ = await node.ReceiveAsync(TimeSpan.FromSeconds(10));

        gate.Tell(new RunEnded());

        _ = Assert.IsType<RunEnded>(await node.ReceiveAsync(TimeSpan.FromSeconds(10)));
        _ = Assert.IsType<RunEnded>(await node.ReceiveAsync(TimeSpan.FromSeconds(10)));
        _ = await gate.Ask<RunEnded>(new StillThere());
        node.Watch(gate);
        gate.Tell(new EndHeard(), node.Receiver);
        while (await node.ReceiveAsync(TimeSpan.FromSeconds(10)) is RunEnded)
            continue; // told just before
    }

    public void Dispose() => _system.Dispose();

    private IActorRef Gate(WeightsPublished? newest, LearnerSeat? seat = null) =>
        _system.ActorOf(Props.Create(() => new NodeGate(Pass, newest, seat, TimeProvider.System)));
}
