using System.Net;
using Akka.Actor;
using OlmoRL.Actors.Cluster;
using OlmoRL.Actors.Messages;
using OlmoRL.Inference;
using OlmoRL.Models;
using OlmoRL.Models.Weights;
using OlmoRL.Recipes;
using OlmoRL.Rollouts;
using OlmoRL.Runs;
using OlmoRL.Training;

namespace OlmoRL.Actors.Hosting;

/// <summary>A node's learner: begins where the run says, publishes from its own server, and writes into the run's folder.</summary>
internal sealed class LearnerNode
{
    private readonly RlvrRecipe _recipe;
    private readonly string _recipePath;
    private readonly TransformerConfig _config;
    private readonly ClusterIdentity? _identity;
    private readonly RunDirectory _directory;

    /// <summary>Checks what it needs.</summary>
    /// <exception cref="RecipeException">The recipe cannot be trained here.</exception>
    public LearnerNode(RlvrRecipe recipe, string recipePath, TransformerConfig config, ClusterIdentity? identity)
    {
        (_recipe, _recipePath, _config, _identity, _directory) = (recipe, recipePath, config, identity, new RunDirectory(recipe.Directory));
        _ = Setup(recipe);
    }

    /// <summary>Threads of libtorch.</summary>
    public int Threads => Setup(_recipe).Threads;

    /// <summary>Begins to take part; disposing it ends the server and removes its files.</summary>
    /// <param name="name">Unique to this process.</param>
    /// <param name="node">The node's; a learner says something else of itself.</param>
    /// <param name="outcome">Set when its part is over.</param>
    public IAsyncDisposable Start(ActorSystem system, string name, GateTicket node, TaskCompletionSource<NodeOutcome> outcome)
    {
        var serving = new Serving(_recipe, _config, _identity);
        var ticket = node with { Join = () => new JoinLearner(name, Provenance.ThisProgram, NodeHost.Digest(_recipe), RunLock.LastHolder(_directory)?.Id ?? ""), Waits = () => [] };
        MadeLearner Make(LearnerWelcome welcome)
        {
            var setup = Setup(_recipe with { Trainer = _recipe.Trainer with { Steps = welcome.Steps } });
            var learner = setup.Make(welcome.Snapshot.Length > 0 ? Path.Combine(_directory.Root, welcome.Snapshot) : null, null);
            var published = serving.Store.Publish(new PolicyVersion(welcome.Step), learner.Model.Weights);
            return new MadeLearner(setup.Props(learner, serving.Store), published);
        }

        Func<LearnerWelcome, MadeLearner> make = Make;
        _ = system.ActorOf(Props.Create(() => new LearnerMember(ticket, make, outcome, TimeProvider.System)), "learner-node");
        return serving;
    }

    private LearnerSetup Setup(RlvrRecipe recipe) => new(recipe, GrpoSpecs.ToOptions(recipe, _recipePath));

    /// <summary>The store that the learner publishes to, and its server.</summary>
    private sealed class Serving : IAsyncDisposable
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("olmorl-learner-").FullName;
        private readonly SharedWeightStore _memory;
        private readonly WeightServer _server;

        public Serving(RlvrRecipe recipe, TransformerConfig config, ClusterIdentity? identity)
        {
            var engine = EngineOptions.Of(recipe.Engine, recipe.Rollout.Slots, config.MaxPositions, 1);
            _memory = new SharedWeightStore(() => EngineBackend.AllocateWeights(config, engine));
            _server = new WeightServer(_folder, new IPEndPoint(IPAddress.Parse(recipe.Cluster.Host), 0), identity);
            Store = new PublishingWeightStore(_memory, config, _folder, _server.Address.ToString());
        }

        public PublishingWeightStore Store { get; }

        public async ValueTask DisposeAsync()
        {
            await _server.DisposeAsync().ConfigureAwait(false);
            _memory.Dispose();
            Directory.Delete(_folder, recursive: true);
        }
    }
}
