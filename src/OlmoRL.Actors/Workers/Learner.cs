using System.Diagnostics;
using Akka.Actor;
using MessagePack;
using OlmoRL.Actors.Messages;
using OlmoRL.Actors.Wire;
using OlmoRL.Advantages;
using OlmoRL.Batching;
using OlmoRL.Flow;
using OlmoRL.Models.Checkpoints;
using OlmoRL.Models.Weights;
using OlmoRL.Rollouts;
using OlmoRL.Runs;
using OlmoRL.Training;
using OlmoRL.Training.Optimization;

namespace OlmoRL.Actors.Workers;

/// <summary>How the learner makes batches of groups.</summary>
public sealed record LearnerOptions
{
    /// <summary>The run's, as this process sees it: folders in messages are below it.</summary>
    public required string RunFolder { get; init; }

    /// <summary>Tokens of a packed row.</summary>
    public required int PackLength { get; init; }

    /// <summary>Optimizer updates a step.</summary>
    public required int MiniBatchCount { get; init; }

    /// <summary>Learning rate by step.</summary>
    public required LearningRateSchedule Schedule { get; init; }

    /// <summary>How old a trained token may be.</summary>
    public required StalenessRule Staleness { get; init; }

    /// <summary>What is done about completions that ran into their limit.</summary>
    public required OverlongRule Overlong { get; init; }

    /// <summary>Updates that may be left out because loss or gradient was not finite, before the run stops.</summary>
    public required int MaxSkippedUpdates { get; init; }

    /// <summary>Where skipped updates are kept.</summary>
    public required string SkippedFolder { get; init; }

    /// <summary>The folder whose tokenizer files go into checkpoints.</summary>
    public required string TokenizerFolder { get; init; }

    /// <summary>What checkpoints say of their origin; the step is filled in.</summary>
    public required Provenance Provenance { get; init; }
}

/// <summary>Owns the policy being trained, on a pinned thread: fetches groups, packs them, steps, publishes.</summary>
public sealed class Learner : ReceiveActor, IDisposable
{
    private readonly LearnerOptions _options;
    private readonly GrpoLearner _learner;
    private readonly IWeightStore _store;
    private readonly PayloadAssembler<long> _parts = new();
    private readonly List<RolloutGroup> _groups = [];
    private TrainOn? _order;
    private StepCompleted? _completed;
    private string _saved = "";
    private int _skipped;

    /// <summary>Made on its pinned thread, learner included.</summary>
    public Learner(LearnerOptions options, Func<GrpoLearner> makeLearner, IWeightStore store)
    {
        (_options, _learner, _store) = (options, makeLearner(), store);
        Thread.CurrentThread.Name = Self.Path.Name; // pinned: its core time is found under this name
        _learner.OnSkipped = Keep;
        Receive<TrainOn>(Begin);
        Receive<GroupPart>(Accept);
        Receive<SaveTrainState>(save => Save(save.Folder, folder => TrainStateStore.Save(folder, _learner)));
        Receive<SaveCheckpoint>(save => Save(save.Folder, folder => CheckpointFolder.Save(
            folder, _learner.Model, _options.TokenizerFolder, _options.Provenance with { Step = _learner.Optimizer.StepCount })));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _learner.Dispose();
        _learner.Model.Dispose();
    }

    /// <inheritdoc/>
    protected override void PostStop() => Dispose();

    /// <summary>Begins a step. The order comes again while no answer has come to the coordinator: what may have been lost is then said again, and no step is taken twice.</summary>
    private void Begin(TrainOn order)
    {
        if (_completed is { } completed && completed.Weights.Version > order.Version)
        {
            Sender.Tell(completed);
            return;
        }

        if (_order is null)
            _groups.Clear();
        _order = order;
        FetchNextOrTrain(order);
    }

    /// <summary>Writes, unless the order came again: then it is written.</summary>
    private void Save(string folder, Action<string> write)
    {
        if (folder != _saved)
            write(Path.Combine(_options.RunFolder, folder));
        _saved = folder;
        Sender.Tell(new Saved(folder));
    }

    private void Accept(GroupPart part)
    {
        if (_order is null || part.GroupId != _order.GroupIds[_groups.Count] || _parts.Add(part.GroupId, part.Part) is not { } payload)
            return;
        _groups.Add(MessagePackSerializer.Deserialize<RolloutGroup>(payload, MessagePackWireSerializer.Options));
        FetchNextOrTrain(_order);
    }

    private void FetchNextOrTrain(TrainOn order)
    {
        if (_groups.Count < order.GroupIds.Length)
        {
            Sender.Tell(new FetchGroup(order.GroupIds[_groups.Count]));
            return;
        }

        _order = null;
        Train(order.Version);
    }

    private void Train(PolicyVersion version)
    {
        var began = Stopwatch.GetTimestamp();
        var statistics = new SampleStatistics();
        var miniBatches = Pack(version, statistics);
        var rate = _options.Schedule.At(version.Step);
        var result = _learner.Step(miniBatches, rate);
        var trained = Stopwatch.GetElapsedTime(began);
        var published = _store.Publish(version.Next(), _learner.Model.Weights);
        var total = Stopwatch.GetElapsedTime(began);
        var metrics = new Dictionary<string, double>(result.Metrics)
        {
            ["policy/loss"] = result.Loss,
            ["policy/gradient_norm"] = result.GradientNorm,
            ["policy/skipped_updates"] = result.Skipped,
            ["policy/skipped_spikes"] = result.Spikes,
            ["policy/skipped_updates_total"] = _skipped,
            ["learner/learning_rate"] = rate,
            ["learner/trained_tokens"] = result.TrainedTokens,
            ["learner/tokens_per_second"] = result.ComputedTokens / Math.Max(1e-9, trained.TotalSeconds),
            ["learner/packing_efficiency"] = miniBatches.Count == 0 ? 0
                    : (double)miniBatches.Sum(b => b.TokenCount) / miniBatches.Sum(b => b.RowCount * b.RowLength),
            ["learner/optimizer_bytes"] = _learner.Optimizer.StateBytes,
            ["time/learner_seconds"] = total.TotalSeconds,
            ["time/publish_seconds"] = (total - trained).TotalSeconds,
            ["staleness/mean"] = (double)statistics.StalenessSum / Math.Max(1, statistics.TrainedTokens),
            ["staleness/max"] = statistics.StalenessMax,
            ["rollout/overlong_masked"] = statistics.MaskedCompletions,
            ["staleness/masked_tokens"] = statistics.StaleTokens,
            ["staleness/unscored_tokens"] = statistics.UnscoredTokens,
            ["staleness/multi_version_share"] =
                    (double)statistics.MultiVersionCompletions / Math.Max(1, statistics.Completions),
        };
        foreach (var (age, tokens) in statistics.TokensByStaleness)
            metrics[$"staleness/token_hist/{age}"] = (double)tokens / Math.Max(1, statistics.TrainedTokens);
        _completed = new StepCompleted(WeightsPublished.Of(published), metrics);
        Sender.Tell(_completed);
    }

    /// <summary>A skipped update is on disk before the next one is tried; too many of them end the run.</summary>
    private void Keep(SkippedUpdate update)
    {
        if (update.Outcome != UpdateOutcome.NotFinite)
            return;
        var folder = Path.Combine(_options.SkippedFolder, $"update-{_learner.Optimizer.StepCount:D6}-{++_skipped}");
        SkippedUpdateStore.Save(folder, update, _learner.Model);
        if (_skipped > _options.MaxSkippedUpdates)
            throw new NonFiniteUpdatesException(_skipped, folder);
    }

    /// <summary>Mini-batches of consecutive groups, so that siblings stay together and each has its full contrast.</summary>
    private List<PackedBatch> Pack(PolicyVersion version, SampleStatistics statistics)
    {
        if (_groups.Count == 0)
            return [];
        var perBatch = (_groups.Count + _options.MiniBatchCount - 1) / _options.MiniBatchCount;
        return
        [
            .. _groups.Chunk(perBatch)
                .Select(groups => SampleBuilder.Build(groups, version, _options.Staleness, _options.Overlong, statistics))
                .Select(samples => SequencePacker.Pack(samples, _options.PackLength, _learner.Model.Config.PadId)),
        ];
    }
}
