using System.Diagnostics;
using OlmoRL.Models.Checkpoints;
using OlmoRL.Runs;

namespace OlmoRL.Training.Documents;

/// <summary>Trains on documents step by step: a plain loop, resumable at every snapshot to the same bytes.</summary>
public sealed class DocumentRun(IDocumentLearner learner, DocumentRunOptions options)
{
    private static readonly Retention KeptSnapshots = new(Last: 2, Every: 0);

    /// <summary>Runs to the end, or until <paramref name="stop"/>, which finishes the step and saves.</summary>
    /// <param name="resume">Go on from the newest snapshot of the folder.</param>
    /// <param name="sinks">Take each step's metrics.</param>
    /// <returns>Steps taken since the run began; fewer than planned when it was stopped.</returns>
    /// <exception cref="InvalidDataException">There is no snapshot, it is damaged, or of another recipe.</exception>
    public int Run(bool resume, IReadOnlyList<IMetricSink> sinks, CancellationToken stop)
    {
        var step = Begin(resume);
        IMetricSink[] allSinks = [new JsonlMetricSink(options.Directory.Metrics), .. sinks];
        while (step < options.Plan.StepCount && !stop.IsCancellationRequested)
        {
            var metrics = Step(step++);
            var last = step == options.Plan.StepCount;
            if (options.HeldOut.Count > 0 && (last || (options.EvaluateEvery > 0 && step % options.EvaluateEvery == 0)))
            {
                foreach (var (name, value) in learner.Evaluate(options.HeldOut))
                    metrics[name] = value;
            }

            foreach (var sink in allSinks)
                sink.Write(step, metrics);
            if (options.CheckpointEvery > 0 && step % options.CheckpointEvery == 0)
                SaveCheckpoint(options.Directory.CheckpointOf(step), step);
            if (step % options.SnapshotEvery == 0 || stop.IsCancellationRequested)
                SaveSnapshot(step);
        }

        if (step == options.Plan.StepCount)
            SaveCheckpoint(options.Directory.FinalCheckpoint, step);
        return step;
    }

    private int Begin(bool resume)
    {
        var directory = options.Directory;
        if (!resume)
        {
            directory.Clear();
            return 0;
        }

        var snapshot = directory.NewestSnapshot()
            ?? throw new InvalidDataException($"{directory.Snapshots} has no snapshot to resume from");
        SnapshotSeal.Verify(snapshot);
        var state = DocumentState.Read(snapshot);
        if (state.Digest != options.Digest)
            throw new InvalidDataException($"{snapshot} is of a run with another recipe, model or data");
        TrainStateStore.Load(snapshot, learner.Optimizer);
        directory.RollBackTo(state.Step);
        return state.Step;
    }

    private Dictionary<string, double> Step(int step)
    {
        var began = Stopwatch.GetTimestamp();
        var (first, count) = options.Plan.At(step);
        var rate = options.Schedule.At(step);
        var result = learner.Step(
            [.. Enumerable.Range(0, count).Select(i => new DocumentRow(options.Rows.IdAt(first + i), options.Rows.Row(first + i)))], rate);
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        return new Dictionary<string, double>(result.Metrics)
        {
            ["policy/loss"] = result.Loss,
            ["policy/gradient_norm"] = result.GradientNorm,
            ["policy/skipped_updates"] = result.Skipped,
            ["policy/spikes"] = result.Spikes,
            ["learner/learning_rate"] = rate,
            ["learner/trained_tokens"] = result.TrainedTokens,
            ["learner/tokens_per_second"] = result.ComputedTokens / seconds,
            ["time/step_seconds"] = seconds,
        };
    }

    private void SaveCheckpoint(string folder, int step) => CheckpointFolder.Save(
        folder, learner.Optimizer.Model.Master, options.TokenizerFolder, options.Provenance with { Step = step });

    private void SaveSnapshot(int step)
    {
        var snapshot = new SnapshotFolder(options.Directory, step);
        snapshot.Begin();
        TrainStateStore.Save(snapshot.Path, learner.Optimizer);
        new DocumentState(step, options.Digest).Write(snapshot.Path);
        snapshot.Complete(KeptSnapshots);
    }
}
