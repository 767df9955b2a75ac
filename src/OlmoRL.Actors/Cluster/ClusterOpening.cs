using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Event;
using OlmoRL.Actors.Hosting;
using OlmoRL.Actors.Messages;
using OlmoRL.Flow;
using OlmoRL.Models;
using OlmoRL.Models.Weights;
using OlmoRL.Recipes;
using OlmoRL.Runs;

namespace OlmoRL.Actors.Cluster;

/// <summary>What a run opens for nodes to join: an address, a gate, and a server of its weights. Nothing where the recipe names no port.</summary>
internal sealed class ClusterOpening : IAsyncDisposable
{
    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(30);

    private readonly RlvrRecipe _recipe;
    private readonly WeightServer? _server;
    private readonly string _folder;
    private IActorRef _gate = ActorRefs.Nobody;
    private LearnerSeat? _seat;

    private ClusterOpening(RlvrRecipe recipe, WeightServer? server, string folder) => (_recipe, _server, _folder) = (recipe, server, folder);

    /// <summary>The store to publish to; null where only this process takes part.</summary>
    public PublishingWeightStore? Store { get; private init; }

    /// <summary>Of the actor system; null where only this process takes part.</summary>
    public ClusterSettings? Settings { get; private init; }

    /// <summary>Begins to serve weights.</summary>
    /// <exception cref="RecipeException">A port is taken.</exception>
    public static ClusterOpening Start(RlvrRecipe recipe, TransformerConfig config, SharedWeightStore memory, RunDirectory directory)
    {
        var (cluster, folder) = (recipe.Cluster, Path.Combine(directory.Root, "weights"));
        if (cluster.Port == 0)
            return new ClusterOpening(recipe, null, folder);
        _ = Directory.CreateDirectory(folder);
        try
        {
            using (var probe = new TcpListener(IPAddress.Parse(cluster.Host), cluster.Port))
                probe.Start();
            var identity = ClusterIdentity.Open(cluster, directory.ResolvedRecipe);
            var server = new WeightServer(folder, new IPEndPoint(IPAddress.Parse(cluster.Host), cluster.Port + 1), identity);
            return new ClusterOpening(recipe, server, folder)
            {
                Store = new PublishingWeightStore(memory, config, folder, server.Address.ToString()),
                Settings = new ClusterSettings(cluster.Host, cluster.Port, [CoordinatorDowning.Role, .. cluster.Learner == LearnerPlace.Here ? (string[])["learner"] : []], [AddressOf(cluster)], cluster.LostAfter, identity),
            };
        }
        catch (SocketException taken)
        {
            throw new RecipeException(directory.ResolvedRecipe, "cluster.port", $"{cluster.Port} or the next port cannot be used: {taken.Message}", "two free ports");
        }
    }

    /// <summary>host:port where nodes join; empty where they cannot.</summary>
    public static string AddressOf(ClusterSpec cluster) =>
        cluster.Port == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{cluster.Host}:{cluster.Port}");

    /// <summary>Lets nodes in.</summary>
    /// <param name="runId">Of this start of the run.</param>
    /// <param name="beginning">Where a node's learner begins, if a node is to train.</param>
    public void Admit(ActorSystem system, string runId, LearnerWelcome beginning)
    {
        if (Store is not { } store)
            return;
        var pass = new GatePass(Provenance.ThisProgram, NodeHost.Digest(_recipe), runId);
        _seat = _recipe.Cluster.Learner == LearnerPlace.Node ? new LearnerSeat(beginning) : null;
        var newest = store.Newest is { } published ? WeightsPublished.Of(published) : null;
        _gate = system.ActorOf(Props.Create(() => new NodeGate(pass, newest, _seat, TimeProvider.System)), NodeGate.Name);
    }

    /// <summary>The learner of a node, when one has joined; null where this process trains.</summary>
    /// <exception cref="OperationCanceledException">The run was stopped while it waited.</exception>
    public async Task<IActorRef?> LearnerAsync(ActorSystem system, CancellationToken stop)
    {
        if (_seat is not { } seat)
            return null;
        var slow = _recipe.Telemetry.SlowWait;
        var waits = new SlowWaits(slow, TimeProvider.System);
        while (!seat.Seated.IsCompleted)
        {
            foreach (var line in waits.Look([new Wait("a node to train", seat.Node is { } node ? $"{node.Path.Address} loads the model" : "")]))
                system.Log.Warning("{0}", line);
            await Task.WhenAny(seat.Seated, Task.Delay(slow / 10, TimeProvider.System, stop)).ConfigureAwait(false);
            stop.ThrowIfCancellationRequested();
        }

        return (await seat.Seated.ConfigureAwait(false)).Learner;
    }

    /// <summary>Ends the actor system. Nodes learn whether the run is over before the connections are gone.</summary>
    /// <param name="isOver">False where it begins again.</param>
    public async Task EndAsync(ActorSystem system, IActorRef? coordinator, bool isOver)
    {
        if (Settings is not null)
        {
            // A node that does not hear of the end counts as lost by then.
            using var patience = new CancellationTokenSource(_recipe.Cluster.LostAfter + StopWithin);
            var heard = isOver ? _gate.WatchAsync(patience.Token) : Task.FromResult(true);
            if (isOver)
                _gate.Tell(new RunEnded());
            if (coordinator is not null)
                _ = await coordinator.GracefulStop(StopWithin).ConfigureAwait(false);
            _ = await heard.ConfigureAwait(false);
            await CoordinatedShutdown.Get(system).Run(CoordinatedShutdown.ClusterLeavingReason.Instance).ConfigureAwait(false);
        }

        await system.Terminate().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_server is null)
            return;
        await _server.DisposeAsync().ConfigureAwait(false);
        Directory.Delete(_folder, recursive: true);
    }
}
