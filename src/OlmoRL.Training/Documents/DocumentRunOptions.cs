using OlmoRL.Data.Mixtures;
using OlmoRL.Runs;
using OlmoRL.Training.Optimization;

namespace OlmoRL.Training.Documents;

/// <summary>What a run over documents is made of.</summary>
public sealed record DocumentRunOptions
{
    /// <summary>Where its files go.</summary>
    public required RunDirectory Directory { get; init; }

    /// <summary>Which rows each step trains on.</summary>
    public required BatchPlan Plan { get; init; }

    /// <summary>The rows.</summary>
    public required DocumentMixture Rows { get; init; }

    /// <summary>Rows that are measured and never trained on; may be empty.</summary>
    public required IReadOnlyList<DocumentRow> HeldOut { get; init; }

    /// <summary>Learning rate of each step.</summary>
    public required LearningRateSchedule Schedule { get; init; }

    /// <summary>Held-out figures every so many steps, and after the last; 0 only after the last.</summary>
    public int EvaluateEvery { get; init; }

    /// <summary>A snapshot every so many steps.</summary>
    public required int SnapshotEvery { get; init; }

    /// <summary>A checkpoint every so many steps; 0 only the last.</summary>
    public int CheckpointEvery { get; init; }

    /// <summary>Of the checkpoints it writes; the step is filled in.</summary>
    public required Provenance Provenance { get; init; }

    /// <summary>The folder whose tokenizer files checkpoints get.</summary>
    public required string TokenizerFolder { get; init; }

    /// <summary>Of all that decides the course of the run.</summary>
    public required string Digest { get; init; }
}
