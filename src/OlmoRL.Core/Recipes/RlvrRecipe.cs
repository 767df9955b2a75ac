namespace OlmoRL.Recipes;

/// <summary>`olmorl rlvr`: reinforcement learning with verifiable rewards.</summary>
public sealed record RlvrRecipe : IRecipe
{
    /// <summary>Where the run's files go.</summary>
    [RecipePath]
    public required string Directory { get; init; }

    /// <summary>The model to start from, a checkpoint folder in Hugging Face layout.</summary>
    [RecipePath]
    public required string Checkpoint { get; init; }

    /// <summary>Every random stream of the run derives from it.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Threads of libtorch per worker and learner; 0 is 1 when asynchronous, all cores when in turn.</summary>
    public int Threads { get; init; }

    /// <summary>A snapshot to resume from every so many steps; one is always taken when the run stops.</summary>
    public int SnapshotEvery { get; init; } = 20;

    /// <summary>A model checkpoint every so many steps; 0 writes only the last.</summary>
    public int CheckpointEvery { get; init; }

    /// <summary>How many of the newest snapshots stay.</summary>
    public int KeepSnapshots { get; init; } = 2;

    /// <summary>Snapshots at multiples of this stay, however old; 0 for none.</summary>
    public int KeepSnapshotsEvery { get; init; }

    /// <summary>How many of the newest model checkpoints stay; 0 keeps all.</summary>
    public int KeepCheckpoints { get; init; }

    /// <summary>Model checkpoints at multiples of this stay, however old; 0 for none.</summary>
    public int KeepCheckpointsEvery { get; init; }

    /// <summary>Prompts.</summary>
    public DataSpec Data { get; init; } = new();

    /// <summary>Sampling.</summary>
    public RolloutSpec Rollout { get; init; } = new();

    /// <summary>How sampling computes.</summary>
    public EngineSpec Engine { get; init; } = new();

    /// <summary>Rewards.</summary>
    public RewardSpec Reward { get; init; } = new();

    /// <summary>Held-out problems while the run goes on.</summary>
    public InRunEvaluationSpec Evaluation { get; init; } = new();

    /// <summary>Where nodes can join the run.</summary>
    public ClusterSpec Cluster { get; init; } = new();

    /// <summary>Where metrics and traces are sent.</summary>
    public TelemetrySpec Telemetry { get; init; } = new();

    /// <summary>Learning.</summary>
    public required TrainerSpec Trainer { get; init; }

    /// <inheritdoc/>
    public IEnumerable<RecipeProblem> Validate()
    {
        if (Trainer.MiniBatches > Rollout.GroupsPerStep)
            yield return new RecipeProblem("trainer.mini_batches", $"{Trainer.MiniBatches} is not allowed",
                $"at most groups_per_step, {Rollout.GroupsPerStep}");
        if (Trainer.PackLength <= Rollout.MaxTokens)
            yield return new RecipeProblem("trainer.pack_length", $"{Trainer.PackLength} is not allowed",
                $"more than max_tokens, {Rollout.MaxTokens}: a row holds a prompt and its completion");
        if (Reward.OverlongBuffer > Rollout.MaxTokens)
            yield return new RecipeProblem("reward.overlong_buffer", $"{Reward.OverlongBuffer} is not allowed",
                $"at most max_tokens, {Rollout.MaxTokens}");
        if (Evaluation.Every > 0 && (CheckpointEvery == 0 || Evaluation.Every % CheckpointEvery != 0))
            yield return new RecipeProblem("evaluation.every", $"{Evaluation.Every} is not allowed",
                $"a multiple of checkpoint_every, {CheckpointEvery}, above 0: checkpoints are what is measured");
        if (Rollout.InferenceWorkers == 0 && Cluster.Port == 0)
            yield return new RecipeProblem("rollout.inference_workers", "0 is not allowed", "at least 1, or cluster.port so that nodes can join");
        if (Cluster.Port > 0 && Rollout.MaxStaleness == 0)
            yield return new RecipeProblem("cluster.port", $"{Cluster.Port} is not allowed",
                "0 in a synchronous run (rollout.max_staleness = 0): nodes come and go, and its batches must not depend on that");
        if (Cluster.Learner == LearnerPlace.Node && (Cluster.Port == 0 || Rollout.InferenceWorkers > 0 || Trainer.Learners > 1))
            yield return new RecipeProblem("cluster.learner", "node is not allowed",
                "with cluster.port above 0, rollout.inference_workers = 0 and trainer.learners = 1: this process then has no weights, and a node trains alone");
        if (SnapshotEvery < 1)
            yield return RecipeProblem.NotAllowed(nameof(SnapshotEvery), SnapshotEvery, "at least 1");
        if (KeepSnapshots < 1)
            yield return RecipeProblem.NotAllowed(nameof(KeepSnapshots), KeepSnapshots, "at least 1");
        if (KeepSnapshotsEvery < 0)
            yield return RecipeProblem.NotAllowed(nameof(KeepSnapshotsEvery), KeepSnapshotsEvery, "at least 0");
        if (KeepCheckpoints < 0)
            yield return RecipeProblem.NotAllowed(nameof(KeepCheckpoints), KeepCheckpoints, "at least 0");
        if (KeepCheckpointsEvery < 0)
            yield return RecipeProblem.NotAllowed(nameof(KeepCheckpointsEvery), KeepCheckpointsEvery, "at least 0");
        if (Threads < 0)
            yield return RecipeProblem.NotAllowed(nameof(Threads), Threads, "at least 0");
    }
}
