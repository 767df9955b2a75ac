using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using OlmoRL.Actors.Hosting;
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
                Settings = new ClusterSettings(cluster.Host, cluster.Port, ["coordinator", "learner"],
                    string.Create(CultureInfo.InvariantCulture, $"{cluster.Host}:{cluster.Port}"), cluster.LostAfter, identity),
            };
        }
        catch (SocketException taken)
        {
            throw new RecipeException(directory.ResolvedRecipe, "cluster.port", $"{cluster.Port} or the next port cannot be used: {taken.Message}", "two free ports");
        }
    }

    /// <summary>Lets nodes in, once the first weights are published.</summary>
    public void Admit(ActorSystem system)
    {
        if (Store is not { } store)
            return;
        var digest = NodeHost.Digest(_recipe);
        _ = system.ActorOf(Props.Create(() => new NodeGate(Provenance.ThisProgram, digest, () => store.Newest!)), NodeGate.Name);
    }

    /// <summary>Ends the actor system. Nodes learn that the run's coordinator is gone before the connections are.</summary>
    public async Task EndAsync(ActorSystem system, IActorRef coordinator)
    {
        if (Settings is not null)
        {
            _ = await coordinator.GracefulStop(StopWithin).ConfigureAwait(false);
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
