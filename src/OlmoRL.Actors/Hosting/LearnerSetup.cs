using Akka.Actor;
using OlmoRL.Actors.Workers;
using OlmoRL.Advantages;
using OlmoRL.Flow;
using OlmoRL.Models.Checkpoints;
using OlmoRL.Models.Weights;
using OlmoRL.Recipes;
using OlmoRL.Runs;
using OlmoRL.Training;
using OlmoRL.Training.Collectives;
using OlmoRL.Training.Optimization;
using static TorchSharp.torch;

namespace OlmoRL.Actors.Hosting;

/// <summary>How a recipe's learner is made, in the run's process or in a node's.</summary>
/// <param name="learning">Of the recipe.</param>
internal sealed class LearnerSetup(RlvrRecipe recipe, GrpoOptions learning)
{
    /// <summary>Which completions count that ran into their limit.</summary>
    public OverlongRule Overlong => new(recipe.Reward.Overlong, recipe.Rollout.MaxTokens, recipe.Reward.OverlongBuffer);

    /// <summary>Which tokens are too old.</summary>
    public StalenessRule Staleness => new(recipe.Rollout.MaxStaleness, recipe.Rollout.StalenessPolicy);

    /// <summary>Threads of libtorch.</summary>
    public int Threads => recipe.Threads > 0 ? recipe.Threads : Staleness.IsSynchronous ? Environment.ProcessorCount : 1;

    /// <summary>Loads the model, and a snapshot's state where there is one.</summary>
    public GrpoLearner Make(string? snapshot, ICollective? collective)
    {
        var model = CheckpointFolder.Load(recipe.Checkpoint, ScalarType.Float32, CPU);
        var learner = new GrpoLearner(model, learning, collective);
        if (snapshot is not null)
            TrainStateStore.Load(snapshot, learner);
        return learner;
    }

    /// <summary>Its actor, on a thread of its own.</summary>
    public Props Props(GrpoLearner learner, IWeightStore store)
    {
        var options = new LearnerOptions
        {
            RunFolder = Path.GetFullPath(recipe.Directory),
            PackLength = recipe.Trainer.PackLength,
            MiniBatchCount = recipe.Trainer.MiniBatches,
            Schedule = OptimizerSpecs.ToSchedule(recipe.Trainer.Optimizer, recipe.Trainer.Steps),
            Staleness = Staleness,
            Overlong = Overlong,
            MaxSkippedUpdates = recipe.Trainer.MaxSkippedUpdates,
            SkippedFolder = Path.Combine(recipe.Directory, "skipped"),
            TokenizerFolder = recipe.Checkpoint,
            // The recipe without its folder: what was done, not where, so that a replay's checkpoint has the same bytes.
            Provenance = Provenance.Of("rlvr", recipe.Checkpoint, RecipeWriter.ToToml(recipe with { Directory = "" }),
                recipe.Data.Path.Length > 0 ? [recipe.Data.Path] : [.. recipe.Data.Source.Select(s => s.Path)]),
        };
        return Akka.Actor.Props.Create(() => new Learner(options, () => learner, store)).WithDispatcher(ActorHost.PinnedDispatcher);
    }
}
