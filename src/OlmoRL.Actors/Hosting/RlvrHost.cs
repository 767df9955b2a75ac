using Akka.Actor;
using OlmoRL.Actors.Cluster;
using OlmoRL.Actors.Rollouts;
using OlmoRL.Actors.Telemetry;
using OlmoRL.Actors.Workers;
using OlmoRL.Advantages;
using OlmoRL.Data;
using OlmoRL.Data.Tokenization;
using OlmoRL.Flow;
using OlmoRL.Inference;
using OlmoRL.Models;
using OlmoRL.Models.Checkpoints;
using OlmoRL.Models.Native;
using OlmoRL.Models.Weights;
using OlmoRL.Recipes;
using OlmoRL.Rollouts;
using OlmoRL.Runs;
using OlmoRL.Training;
using OlmoRL.Training.Collectives;
using OlmoRL.Training.Optimization;
using OlmoRL.Verification;
using OlmoRL.Verification.Controls;
using static TorchSharp.torch;

namespace OlmoRL.Actors.Hosting;

/// <summary>Runs an RLVR recipe in this process: every role as an actor, weights in shared memory.</summary>
public sealed class RlvrHost
{
    private readonly RlvrRecipe _recipe;
    private readonly TransformerConfig _config;
    private readonly ITokenizer _tokenizer;
    private readonly VerifierRegistry _verifiers;
    private readonly StalenessRule _staleness;
    private readonly IPromptSource _prompts;
    private readonly GrpoOptions _learning;

    /// <summary>Checks all that a recipe needs before any work starts.</summary>
    /// <param name="recipe">A validated recipe.</param>
    /// <param name="recipePath">Named in errors; script paths are relative to its folder.</param>
    /// <exception cref="RecipeException">A file is missing, or a value contradicts the checkpoint.</exception>
    public RlvrHost(RlvrRecipe recipe, string recipePath)
    {
        _recipe = recipe;
        _config = CheckpointPreflight.ReadConfig(recipe.Checkpoint, recipePath);
        _tokenizer = CheckpointPreflight.ReadTokenizer(recipe.Checkpoint, recipePath);
        _learning = GrpoSpecs.ToOptions(recipe, recipePath);
        _staleness = new StalenessRule(recipe.Rollout.MaxStaleness, recipe.Rollout.StalenessPolicy);
        _prompts = PromptSources.Training(
            recipe.Data, new SeedSequence(recipe.Seed), _tokenizer, recipe.Checkpoint, recipe.Reward.Verifier);

        _verifiers = VerifierPreflight.Open(recipe.Reward, recipePath, _prompts.VerifierNames);
        _ = InRunEvaluation.Read(recipe);
        var longest = _prompts.LongestPrompt + recipe.Rollout.MaxTokens;
        if (longest > _config.MaxPositions)
            throw new RecipeException(recipePath, "rollout.max_tokens", $"{recipe.Rollout.MaxTokens} is not allowed",
                $"at most {_config.MaxPositions - _prompts.LongestPrompt}: the context holds {_config.MaxPositions} tokens, prompts up to {_prompts.LongestPrompt}");
        if (longest > recipe.Trainer.PackLength)
            throw new RecipeException(recipePath, "trainer.pack_length", $"{recipe.Trainer.PackLength} is not allowed",
                $"at least {longest}: the longest prompt and its completion");
    }

    /// <summary>Checks a recipe that runs later, or elsewhere: what was opened for it is closed again.</summary>
    /// <exception cref="RecipeException">As the constructor's.</exception>
    public static void Check(RlvrRecipe recipe, string recipePath)
    {
        var host = new RlvrHost(recipe, recipePath);
        Task.Run(async () => await host._verifiers.DisposeAsync().ConfigureAwait(false)).GetAwaiter().GetResult();
    }

    /// <summary>Runs to the end, or until <paramref name="stop"/> asks it to finish the step and save.</summary>
    /// <param name="resume">Go on from the newest snapshot of the run's folder.</param>
    /// <param name="sinks">Take each step's metrics.</param>
    /// <param name="stop">Stops at the next step boundary.</param>
    /// <param name="serializeMessages">Serialise every message within the process.</param>
    /// <exception cref="InvalidDataException">The snapshot is damaged.</exception>
    public async Task<RunOutcome> RunAsync(
        bool resume, IReadOnlyList<IMetricSink> sinks, CancellationToken stop, bool serializeMessages = false)
    {
        var directory = new RunDirectory(_recipe.Directory);
        var resumed = RunStart.Prepare(directory, _recipe, _prompts, resume);
        using var telemetry = RunTelemetry.Start(_recipe.Telemetry, directory.Root);
        using var gauges = new TelemetryMetricSink();
        using var journal = new RunJournal(directory, _staleness.IsSynchronous ? null : Conditions(), new GroupTraces(_recipe.Telemetry.TracedShare));
        var evaluation = InRunEvaluation.Start(_recipe, directory);
        RunOutcome? outcome = null;
        try
        {
            outcome = await HostAsync(directory, resumed, journal, [.. sinks, gauges, .. evaluation is null ? (IMetricSink[])[] : [evaluation]], serializeMessages, (options, parts, children) =>
                Props.Create(() => new RunCoordinator(options, parts, children, resumed)), stop).ConfigureAwait(false);
            return outcome;
        }
        finally
        {
            if (evaluation is not null)
                await evaluation.EndAsync(outcome).ConfigureAwait(false);
        }
    }

    /// <summary>Trains along with the learner that leads, in a process of its own, until the run is over.</summary>
    /// <remarks>Before <see cref="RunAsync"/> has loaded the model there is nothing to do, so nothing is written here.</remarks>
    public void ServeLearner()
    {
        TorchRuntime.Initialize(ThreadCount());
        using var collective = JoinLearners()!;
        using var learner = MakeLearner(LearnerOrder.Await(collective).Snapshot, collective);
        using var model = learner.Model;
        learner.Serve();
    }

    /// <summary>Repeats a recorded asynchronous run, decision by decision; ends where it differs.</summary>
    /// <param name="recordedRun">The recorded run's folder.</param>
    /// <param name="sinks">Take each step's metrics.</param>
    /// <param name="stop">Ends the replay at once.</param>
    /// <param name="serializeMessages">Serialise every message within the process.</param>
    /// <exception cref="RecipeException">The schedule was recorded under other conditions.</exception>
    /// <exception cref="InvalidDataException">There is no whole schedule, or something differs from the recorded run.</exception>
    public async Task<RunOutcome> ReplayAsync(
        string recordedRun, IReadOnlyList<IMetricSink> sinks, CancellationToken stop, bool serializeMessages = false)
    {
        var schedule = RunSchedule.Read(recordedRun);
        RunConditions.Require(schedule.Conditions, Conditions(), recordedRun);
        var directory = new RunDirectory(_recipe.Directory);
        if (directory.Root == Path.GetFullPath(recordedRun))
            throw new RecipeException(recordedRun, "--replay-schedule", "the replay would overwrite the recorded run", "another directory");
        directory.Clear();
        return await HostAsync(directory, null, null, sinks, serializeMessages, (options, parts, children) =>
            Props.Create(() => new ReplayCoordinator(options, parts, children, schedule)), stop).ConfigureAwait(false);
    }

    private async Task<RunOutcome> HostAsync(
        RunDirectory directory, ResumedRun? resumed, RunJournal? journal, IReadOnlyList<IMetricSink> sinks, bool serializeMessages,
        Func<CoordinatorOptions, CoordinatorParts, CoordinatorChildren, Props> coordinate, CancellationToken stop)
    {
        File.WriteAllText(directory.ResolvedRecipe, RecipeWriter.ToToml(_recipe));
        TorchRuntime.Initialize(ThreadCount());

        await using var verifiers = _verifiers.ConfigureAwait(false);
        using var memory = new SharedWeightStore(() => EngineBackend.AllocateWeights(_config, Engine()));
        var opening = ClusterOpening.Start(_recipe, _config, memory, directory);
        await using var closing = opening.ConfigureAwait(false);
        IWeightStore store = opening.Store is { } published ? published : memory;
        await using var log = new RolloutLog(directory);
        var outcome = new TaskCompletionSource<RunOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        var parts = new CoordinatorParts(_prompts,
            new CreditAssignment(GroupScorers.Create(_recipe.Reward.Scorer, new SeedSequence(_recipe.Seed)),
                _recipe.Reward.Scale, _recipe.Reward.Normalization, Overlong),
            _tokenizer, directory, log, journal, TimeProvider.System, outcome);
        using var collective = JoinLearners();
        _ = collective?.Broadcast(new LearnerOrder(LearnerOrderKind.Start, resumed?.Folder).ToBytes());
        var learner = MakeLearner(resumed?.Folder, collective);
        _ = store.Publish(new PolicyVersion(resumed?.State.Step ?? 0), learner.Model.Weights);
        IMetricSink[] allSinks = [new JsonlMetricSink(directory.Metrics), .. sinks];
        var children = Children(learner, store, allSinks);

        using var system = ActorHost.Start(serializeMessages, opening.Settings);
        var coordinator = system.ActorOf(coordinate(CoordinatorOptions(), parts, children), "run");
        opening.Admit(system);
        await using (stop.Register(() => coordinator.Tell(new Messages.StopRun())))
        {
            try
            {
                return await outcome.Task.ConfigureAwait(false);
            }
            finally
            {
                await opening.EndAsync(system, coordinator).ConfigureAwait(false);
            }
        }
    }

    private ScheduleConditions Conditions() => RunConditions.Here(RunStart.ReplayDigest(_recipe), ThreadCount());

    private EngineOptions Engine() =>
        EngineOptions.Of(_recipe.Engine, _recipe.Rollout.Slots, _config.MaxPositions, ThreadCount());

    private OverlongRule Overlong =>
        new(_recipe.Reward.Overlong, _recipe.Rollout.MaxTokens, _recipe.Reward.OverlongBuffer);

    private int ThreadCount() => _recipe.Threads > 0 ? _recipe.Threads
        : _staleness.IsSynchronous ? Environment.ProcessorCount : 1;

    private ICollective? JoinLearners() => _recipe.Trainer.Learners > 1 ? LearnerCollectives.Join(CPU) : null;

    private GrpoLearner MakeLearner(string? snapshot, ICollective? collective)
    {
        var model = CheckpointFolder.Load(_recipe.Checkpoint, ScalarType.Float32, CPU);
        var learner = new GrpoLearner(model, _learning, collective);
        if (snapshot is not null)
            TrainStateStore.Load(snapshot, learner);
        return learner;
    }

    private CoordinatorChildren Children(GrpoLearner learner, IWeightStore store, IReadOnlyList<IMetricSink> sinks)
    {
        var rollout = _recipe.Rollout;
        var options = new LearnerOptions
        {
            PackLength = _recipe.Trainer.PackLength,
            MiniBatchCount = _recipe.Trainer.MiniBatches,
            Schedule = OptimizerSpecs.ToSchedule(_recipe.Trainer.Optimizer, _recipe.Trainer.Steps),
            Staleness = _staleness,
            Overlong = Overlong,
            MaxSkippedUpdates = _recipe.Trainer.MaxSkippedUpdates,
            SkippedFolder = Path.Combine(_recipe.Directory, "skipped"),
            TokenizerFolder = _recipe.Checkpoint,
            // The recipe without its folder: what was done, not where, so that a replay's checkpoint has the same bytes.
            Provenance = Provenance.Of("rlvr", _recipe.Checkpoint, RecipeWriter.ToToml(_recipe with { Directory = "" }),
                _recipe.Data.Path.Length > 0 ? [_recipe.Data.Path] : [.. _recipe.Data.Source.Select(s => s.Path)]),
        };
        return new CoordinatorChildren(
            Props.Create(() => new Learner(options, () => learner, store)).WithDispatcher(ActorHost.PinnedDispatcher),
            Props.Create(() => new MetricsWriter(sinks)),
            WorkerProps.Inference(rollout.InferenceWorkers, rollout.GroupSize, _config, Engine(), _recipe.Engine, store),
            WorkerProps.Verifiers(_verifiers, _recipe.Reward),
            WorkerProps.Replay(_config, Engine(), store));
    }

    private CoordinatorOptions CoordinatorOptions()
    {
        var rollout = _recipe.Rollout;
        return new CoordinatorOptions
        {
            Ledger = new LedgerOptions
            {
                GroupSize = rollout.GroupSize,
                GroupsPerStep = rollout.GroupsPerStep,
                Capacity = rollout.MaxLiveGroups > 0 ? rollout.MaxLiveGroups : (rollout.MaxStaleness + 1) * rollout.GroupsPerStep,
                Staleness = _staleness,
            },
            Pipeline = new PipelineOptions(rollout.GroupSize, Sampling(), rollout.InferenceWorkers, new SeedSequence(_recipe.Seed)),
            Steps = _recipe.Trainer.Steps,
            ActiveSampling = rollout.ActiveSampling,
            MaxDrawsPerStep = rollout.MaxDrawsPerStep,
            NoResamplingPassRate = rollout.NoResamplingPassRate,
            ReadyBatches = rollout.ReadyBatches,
            Saves = new SavePlan(_recipe.SnapshotEvery, _recipe.CheckpointEvery,
                new Retention(_recipe.KeepSnapshots, _recipe.KeepSnapshotsEvery),
                new Retention(_recipe.KeepCheckpoints, _recipe.KeepCheckpointsEvery),
                RunStart.ResumeDigest(_recipe), RunStart.ModelDigest(_recipe.Checkpoint)),
            FailureLimit = _recipe.Reward.FailureLimit,
            CanBeJoined = _recipe.Cluster.Port > 0,
        };
    }

    private SamplingParams Sampling() => new()
    {
        Temperature = _recipe.Rollout.Temperature,
        MaxTokens = _recipe.Rollout.MaxTokens,
        StopTokenIds = StopTokens.Read(_recipe.Checkpoint, _config),
    };
}
