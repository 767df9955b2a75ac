using System.Net;
using Akka.Actor;
using OlmoRL.Actors.Cluster;
using OlmoRL.Actors.Messages;
using OlmoRL.Inference;
using OlmoRL.Models;
using OlmoRL.Models.Native;
using OlmoRL.Models.Weights;
using OlmoRL.Recipes;
using OlmoRL.Runs;
using OlmoRL.Verification;

namespace OlmoRL.Actors.Hosting;

/// <summary>What a node does for a run.</summary>
[Flags]
public enum NodeRoles
{
    /// <summary>Samples completions.</summary>
    Inference = 1,

    /// <summary>Grades them.</summary>
    Verifier = 2,

    /// <summary>Trains; it must see the run's folder.</summary>
    Learner = 4,
}

/// <summary>How a process joins a run.</summary>
public sealed record NodeOptions
{
    /// <summary>host:port of the run, and of those who may take it over.</summary>
    public required IReadOnlyList<string> Seeds { get; init; }

    /// <summary>What it does.</summary>
    public required NodeRoles Roles { get; init; }

    /// <summary>Inference workers, one thread each.</summary>
    public int InferenceWorkers { get; init; } = 1;

    /// <summary>How long to ask when no run answers.</summary>
    public TimeSpan JoinWithin { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Takes a line for the user.</summary>
    public Action<string> Say { get; init; } = _ => { };
}

/// <summary>Takes part in a run that another process drives: samples, grades, or both, until the run ends.</summary>
public sealed class NodeHost
{
    private const int MaxNameLength = 40;
    private const int MaxMachineLength = 16;
    private readonly RlvrRecipe _recipe;
    private readonly NodeOptions _options;
    private readonly TransformerConfig _config;
    private readonly VerifierRegistry _verifiers;
    private readonly LearnerNode? _learner;
    private readonly ClusterIdentity? _identity;
    private volatile string[] _standbys = [];
    private volatile bool _works;

    /// <summary>Checks all that the node needs before it joins.</summary>
    /// <param name="recipe">The run's.</param>
    /// <param name="recipePath">Named in errors; script paths are relative to its folder.</param>
    /// <exception cref="RecipeException">A file is missing, or a verifier cannot be made here.</exception>
    public NodeHost(RlvrRecipe recipe, string recipePath, NodeOptions options)
    {
        (_recipe, _options, _identity) = (recipe, options, ClusterIdentity.Open(recipe.Cluster, recipePath));
        if (_identity is null && options.Seeds.FirstOrDefault(s => !IPAddress.IsLoopback(IPEndPoint.Parse(s).Address)) is { } open)
            throw new RecipeException("--seed", "", $"{open} is not allowed", "a loopback address, or cluster.certificate and cluster.authority so that connections are encrypted");
        _config = CheckpointPreflight.ReadConfig(recipe.Checkpoint, recipePath);
        _ = CheckpointPreflight.ReadTokenizer(recipe.Checkpoint, recipePath);
        if (options.Roles.HasFlag(NodeRoles.Learner))
            _learner = new LearnerNode(recipe, recipePath, _config, _identity);
        _verifiers = VerifierPreflight.Open(recipe.Reward, recipePath, []);
    }

    /// <summary>Joins, works until the run ends or <paramref name="stop"/> asks it to leave; then hands back what it has.</summary>
    /// <remarks>
    /// A coordinator that is lost, or that took this node for lost, is asked again, and so are those who would take its place: with
    /// a new identity, for the old one is not let in again.
    /// </remarks>
    /// <exception cref="RecipeException">The run does not answer, refuses the node, or its weights cannot be fetched.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        await using var verifiers = _verifiers.ConfigureAwait(false);
        if (_options.Roles.HasFlag(NodeRoles.Inference) || _learner is not null)
            TorchRuntime.Initialize(_learner?.Threads ?? 1);
        var worked = TimeProvider.System.GetTimestamp();
        while (true)
        {
            _works = false;
            var ended = await TakePartAsync(stop).ConfigureAwait(false);
            if (ended.End is NodeEnd.RunEnded or NodeEnd.Left)
                return;
            if (_works)
                worked = TimeProvider.System.GetTimestamp();
            if (ended.End is not NodeEnd.CoordinatorLost || TimeProvider.System.GetElapsedTime(worked) > _options.JoinWithin)
                throw new RecipeException(string.Join(", ", _options.Seeds), "--seed", "the run does not take this node",
                    ended.End is NodeEnd.CoordinatorLost ? $"no run answers there ({ended.Reason})" : ended.Reason);
            _options.Say($"node: {ended.Reason}; asking {string.Join(", ", Candidates)} for {_options.JoinWithin.TotalSeconds:F0} s");
        }
    }

    private IEnumerable<string> Candidates => _options.Seeds.Union(_standbys);

    private async Task<NodeOutcome> TakePartAsync(CancellationToken stop)
    {
        var folder = Directory.CreateTempSubdirectory("olmorl-node-").FullName;
        var name = NameOf(Environment.MachineName, Environment.ProcessId, Guid.NewGuid());
        var engine = EngineOptions.Of(_recipe.Engine, _recipe.Rollout.Slots, _config.MaxPositions, 1);
        using var memory = new SharedWeightStore(() => EngineBackend.AllocateWeights(_config, engine));
        using var store = new FetchedWeightStore(memory, _config, folder, _identity);
        var outcome = new TaskCompletionSource<NodeOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        var samples = _options.Roles.HasFlag(NodeRoles.Inference);
        var server = new WeightServer(folder, new IPEndPoint(IPAddress.Parse(_recipe.Cluster.Host), 0), _identity, store.Incoming);
        await using var serving = server.ConfigureAwait(false);
        string[] roles = [.. Enum.GetValues<NodeRoles>().Where(r => _options.Roles.HasFlag(r)).Select(r => r.ToString().ToLowerInvariant())];
        var settings = new ClusterSettings(_recipe.Cluster.Host, 0, roles, [.. Candidates], _recipe.Cluster.LostAfter, _identity);
        using var system = ActorHost.Start(cluster: settings);
        var join = new JoinNode(name, Provenance.ThisProgram, Digest(_recipe), samples ? server.Address.ToString() : "");
        var ticket = new GateTicket(
            () => join, [.. Candidates.Select(settings.AddressOf)], _options.JoinWithin, _recipe.Cluster.LostAfter, store.Waits, _recipe.Telemetry.SlowWait,
            standbys => _standbys = standbys, () => _works = true);
        Func<NodeWelcome, Task> fetch = welcome => samples ? FirstWeightsAsync(store, welcome) : Task.CompletedTask;
        Func<IActorRef, IReadOnlyList<Props>> workers = run => Workers(run, engine, store, name);
        if ((_options.Roles & (NodeRoles.Inference | NodeRoles.Verifier)) != 0)
            _ = system.ActorOf(Props.Create(() => new NodeMember(ticket, fetch, workers, outcome, TimeProvider.System)), "node");
        var training = _learner?.Start(system, name, ticket, outcome);
        _ = system.WhenTerminated.ContinueWith(
            _ => outcome.TrySetResult(new NodeOutcome(NodeEnd.CoordinatorLost, _works ? "the run counts this node as lost" : "it refuses the connection")), TaskScheduler.Default);
        await using var left = stop.Register(() => outcome.TrySetResult(new NodeOutcome(NodeEnd.Left))).ConfigureAwait(false);
        try
        {
            return await outcome.Task.ConfigureAwait(false);
        }
        finally
        {
            // A coordinated shutdown leaves the cluster, so that the run gives the node's work to others at once; nobody is told where nobody hears.
            if (outcome.Task is { IsCompletedSuccessfully: true } && (await outcome.Task.ConfigureAwait(false)).End == NodeEnd.CoordinatorLost)
                await system.Terminate().ConfigureAwait(false);
            else
                await CoordinatedShutdown.Get(system).Run(CoordinatedShutdown.ClusterLeavingReason.Instance).ConfigureAwait(false);
            if (training is not null)
                await training.DisposeAsync().ConfigureAwait(false);
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>A name that no other node has, of at most 40 characters, however long or short the machine's is.</summary>
    internal static string NameOf(string machine, int process, Guid mark)
    {
        var whole = $"{machine[..Math.Min(machine.Length, MaxMachineLength)]}-{process}-{mark:N}";
        return whole[..Math.Min(whole.Length, MaxNameLength)];
    }

    /// <summary>What run and node must have in common.</summary>
    internal static string Digest(RlvrRecipe recipe) => $"{RunStart.ResumeDigest(recipe with { Checkpoint = "" })}-{RunStart.ModelDigest(recipe.Checkpoint)}";

    private static Task FirstWeightsAsync(FetchedWeightStore store, NodeWelcome welcome)
    {
        store.Parent = welcome.ParentPlace.Length > 0 ? IPEndPoint.Parse(welcome.ParentPlace) : null;
        return store.FetchAsync(welcome.Weights.ToStore());
    }

    private IReadOnlyList<Props> Workers(IActorRef run, EngineOptions engine, IWeightStore store, string name)
    {
        var reportEvery = _recipe.Cluster.LostAfter / 3;
        var inference = _options.Roles.HasFlag(NodeRoles.Inference)
            ? WorkerProps.Inference(_options.InferenceWorkers, _recipe.Rollout.GroupSize, _config, engine, _recipe.Engine, store, reportEvery, name) : [];
        var verifiers = _options.Roles.HasFlag(NodeRoles.Verifier) ? WorkerProps.Verifiers(_verifiers, _recipe.Reward, reportEvery) : [];
        return [.. inference.Concat(verifiers).Select(make => make(run))];
    }
}
