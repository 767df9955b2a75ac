using Akka.Actor;
using OlmoRL.Actors.Cluster;
using OlmoRL.Actors.Messages;
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
using OlmoRL.Verification;
using OlmoRL.Verification.Controls;
using static TorchSharp.torch;

namespace OlmoRL.Actors.Hosting;

/// <summary>Runs an RLVR recipe in this process: every role as an actor, weights in shared memory.</summary>
public sealed class RlvrHost
{
    /// <summary>Learner nodes that may be lost in a run before it ends, all saved up to its last snapshot.</summary>
    private const int LearnerRestarts = 3;

    private readonly RlvrRecipe _recipe;
    private readonly TransformerConfig _config;
    private readonly ITokenizer _tokenizer;
    private readonly VerifierRegistry _verifiers;
    private readonly IPromptSource _prompts;
    private readonly LearnerSetup _learning;

    /// <summary>Checks all that a recipe needs before any work starts.</summary>
    /// <param name="recipe">A validated recipe.</param>
    /// <param name="recipePath">Named in errors; script paths are relative to its folder.</param>
    /// <exception cref="RecipeException">A file is missing, or a value contradicts the checkpoint.</exception>
    public RlvrHost(RlvrRecipe recipe, string recipePath)
    {
        _recipe = recipe;
        _config = CheckpointPreflight.ReadConfig(recipe.Checkpoint, recipePath);
        _tokenizer = CheckpointPreflight.ReadTokenizer(recipe.Checkpoint, recipePath);
        _learning = new LearnerSetup(recipe, GrpoSpecs.ToOptions(recipe, recipePath));
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
    /// <param name="takenOver">The folder's lock, where a standby has it already.</param>
    /// <exception cref="RecipeException">Another process runs in the folder, or there is nothing to resume.</exception>
    /// <exception cref="InvalidDataException">The snapshot is damaged.</exception>
    public async Task<RunOutcome> RunAsync(
        bool resume, IReadOnlyList<IMetricSink> sinks, CancellationToken stop, bool serializeMessages = false, RunLock? takenOver = null)
    {
        var directory = new RunDirectory(_recipe.Directory);
        using var held = takenOver ?? Lock(directory);
        await using var verifiers = _verifiers.ConfigureAwait(false);
        for (var restart = 0; ; restart++)
        {
            try
            {
                return await BeginAsync(directory, resume || restart > 0, sinks, held.Holder.Id, serializeMessages, stop).ConfigureAwait(false);
            }
            catch (LearnerLostException lost) when (restart < LearnerRestarts)
            {
                await Console.Error.WriteLineAsync($"rlvr: {lost.Message}; the run goes on from its last snapshot when another joins, {LearnerRestarts - restart - 1} more may be lost").ConfigureAwait(false);
            }
        }
    }

    /// <summary>Trains along with the learner that leads, in a process of its own, until the run is over.</summary>
    /// <remarks>Before <see cref="RunAsync"/> has loaded the model there is nothing to do, so nothing is written here.</remarks>
    public void ServeLearner()
    {
        TorchRuntime.Initialize(_learning.Threads);
        using var collective = JoinLearners()!;
        using var learner = _learning.Make(LearnerOrder.Await(collective).Snapshot, collective);
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
        using var held = Lock(directory);
        await using var verifiers = _verifiers.ConfigureAwait(false);
        directory.Clear();
        return await HostAsync(directory, null, null, sinks, held.Holder.Id, serializeMessages, (options, parts, children) =>
            Props.Create(() => new ReplayCoordinator(options, parts, children, schedule)), stop).ConfigureAwait(false);
    }

    private async Task<RunOutcome> BeginAsync(
        RunDirectory directory, bool resume, IReadOnlyList<IMetricSink> sinks, string runId, bool serializeMessages, CancellationToken stop)
    {
        var resumed = RunStart.Prepare(directory, _recipe, _prompts, resume);
        using var telemetry = RunTelemetry.Start(_recipe.Telemetry, directory.Root);
        using var gauges = new TelemetryMetricSink();
        using var journal = new RunJournal(directory, Staleness.IsSynchronous ? null : Conditions(), new GroupTraces(_recipe.Telemetry.TracedShare));
        var evaluation = InRunEvaluation.Start(_recipe, directory);
        RunOutcome? outcome = null;
        try
        {
            outcome = await HostAsync(directory, resumed, journal, [.. sinks, gauges, .. evaluation is null ? (IMetricSink[])[] : [evaluation]], runId, serializeMessages, (options, parts, children) =>
                Props.Create(() => new RunCoordinator(options, parts, children, resumed)), stop).ConfigureAwait(false);
            return outcome;
        }
        finally
        {
            if (evaluation is not null)
                await evaluation.EndAsync(outcome).ConfigureAwait(false);
        }
    }

    private async Task<RunOutcome> HostAsync(
        RunDirectory directory, ResumedRun? resumed, RunJournal? journal, IReadOnlyList<IMetricSink> sinks, string runId, bool serializeMessages,
        Func<CoordinatorOptions, CoordinatorParts, CoordinatorChildren, Props> coordinate, CancellationToken stop)
    {
        File.WriteAllText(directory.ResolvedRecipe, RecipeWriter.ToToml(_recipe));
        TorchRuntime.Initialize(_learning.Threads);

        using var memory = new SharedWeightStore(() => EngineBackend.AllocateWeights(_config, Engine()));
        var opening = ClusterOpening.Start(_recipe, _config, memory, directory);
        await using var closing = opening.ConfigureAwait(false);
        IWeightStore store = opening.Store is { } published ? published : memory;
        await using var log = new RolloutLog(directory);
        var outcome = new TaskCompletionSource<RunOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        var parts = new CoordinatorParts(_prompts,
            new CreditAssignment(GroupScorers.Create(_recipe.Reward.Scorer, new SeedSequence(_recipe.Seed)),
                _recipe.Reward.Scale, _recipe.Reward.Normalization, _learning.Overlong),
            _tokenizer, directory, log, journal, TimeProvider.System, outcome);
        using var collective = JoinLearners();
        _ = collective?.Broadcast(new LearnerOrder(LearnerOrderKind.Start, resumed?.Folder).ToBytes());
        IMetricSink[] allSinks = [new JsonlMetricSink(directory.Metrics), .. sinks];
        var step = resumed?.State.Step ?? 0;
        GrpoLearner? learner = null;
        if (_recipe.Cluster.Learner == LearnerPlace.Here)
        {
            learner = _learning.Make(resumed?.Folder, collective);
            _ = store.Publish(new PolicyVersion(step), learner.Model.Weights);
        }

        using var system = ActorHost.Start(serializeMessages, opening.Settings);
        _ = system.WhenTerminated.ContinueWith(
            _ => outcome.TrySetException(new RunStoppedException("the actor system of this process ended; resume with --resume")), TaskScheduler.Default);
        opening.Admit(system, runId, new LearnerWelcome(resumed is null ? "" : directory.Below(resumed.Folder), step, _recipe.Trainer.Steps));
        IActorRef? coordinator = null;
        try
        {
            var children = Children(learner, store, allSinks) with { LearnerNode = await opening.LearnerAsync(system, stop).ConfigureAwait(false) };
            coordinator = system.ActorOf(coordinate(CoordinatorOptions(), parts, children), "run");
            await using var registration = stop.Register(() => coordinator.Tell(new StopRun())).ConfigureAwait(false);
            return await outcome.Task.ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return new RunOutcome(step, Completed: false); // no node had come to train
        }
        finally
        {
            await opening.EndAsync(system, coordinator, isOver: outcome.Task.Exception?.InnerException is not LearnerLostException).ConfigureAwait(false);
        }
    }

    private RunLock Lock(RunDirectory directory) => RunLock.TryTake(directory, RunHolder.Here(ClusterOpening.AddressOf(_recipe.Cluster)))
        ?? throw new RecipeException(directory.Root, "directory", $"{RunLock.LastHolder(directory)} runs in it", "a folder in which nothing runs");

    private ScheduleConditions Conditions() => RunConditions.Here(RunStart.ReplayDigest(_recipe), _learning.Threads);

    private StalenessRule Staleness => _learning.Staleness;

    private EngineOptions Engine() =>
        EngineOptions.Of(_recipe.Engine, _recipe.Rollout.Slots, _config.MaxPositions, _learning.Threads);

    private ICollective? JoinLearners() => _recipe.Trainer.Learners > 1 ? LearnerCollectives.Join(CPU) : null;

    private CoordinatorChildren Children(GrpoLearner? learner, IWeightStore store, IReadOnlyList<IMetricSink> sinks)
    {
        var rollout = _recipe.Rollout;
        return new CoordinatorChildren(
            learner is null ? null : _learning.Props(learner, store),
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
                Staleness = Staleness,
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
            SlowWait = _recipe.Telemetry.SlowWait,
            RepeatEvery = _recipe.Cluster.LostAfter,
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
