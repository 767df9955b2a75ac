using OlmoRL.Advantages;
using OlmoRL.Flow;

namespace OlmoRL.Recipes;

/// <summary>How rollouts are made.</summary>
public sealed record RolloutSpec : IRecipe
{
    /// <summary>Siblings sampled from one prompt.</summary>
    public int GroupSize { get; init; } = 8;

    /// <summary>Groups a step trains on.</summary>
    public int GroupsPerStep { get; init; } = 32;

    /// <summary>Most tokens of a completion.</summary>
    public int MaxTokens { get; init; } = 96;

    /// <summary>Sampling temperature; the learner divides by it too.</summary>
    public double Temperature { get; init; } = 1.0;

    /// <summary>Optimizer steps that may lie between sampling a token and training it; 0 is exact on-policy training.</summary>
    public int MaxStaleness { get; init; } = 2;

    /// <summary>What happens to tokens that get older.</summary>
    public StalenessPolicy StalenessPolicy { get; init; } = StalenessPolicy.Mask;

    /// <summary>Replace groups whose rewards are all equal, so that a batch stays full.</summary>
    public bool ActiveSampling { get; init; } = true;

    /// <summary>With active sampling: most groups finished for one step, as a multiple of groups_per_step.</summary>
    public double MaxDrawsPerStep { get; init; } = 3;

    /// <summary>Most live groups in an asynchronous run; 0 is (max_staleness + 1) x groups_per_step.</summary>
    public int MaxLiveGroups { get; init; }

    /// <summary>Inference workers in this process.</summary>
    public int InferenceWorkers { get; init; } = 1;

    /// <summary>Sequences a worker decodes together.</summary>
    public int Slots { get; init; } = 96;

    /// <inheritdoc/>
    public IEnumerable<RecipeProblem> Validate()
    {
        if (GroupSize < 2)
            yield return RecipeProblem.NotAllowed(nameof(GroupSize), GroupSize, "at least 2: a single sibling has no baseline");
        if (GroupsPerStep < 1)
            yield return RecipeProblem.NotAllowed(nameof(GroupsPerStep), GroupsPerStep, "at least 1");
        if (MaxTokens < 1)
            yield return RecipeProblem.NotAllowed(nameof(MaxTokens), MaxTokens, "at least 1");
        if (Temperature is <= 0 or > 10)
            yield return RecipeProblem.NotAllowed(nameof(Temperature), Temperature, "above 0, at most 10");
        if (MaxStaleness < 0)
            yield return RecipeProblem.NotAllowed(nameof(MaxStaleness), MaxStaleness, "at least 0");
        if (MaxDrawsPerStep < 1)
            yield return RecipeProblem.NotAllowed(nameof(MaxDrawsPerStep), MaxDrawsPerStep, "at least 1");
        if (MaxLiveGroups != 0 && MaxLiveGroups < GroupsPerStep)
            yield return RecipeProblem.NotAllowed(nameof(MaxLiveGroups), MaxLiveGroups, $"0, or at least groups_per_step, {GroupsPerStep}");
        if (InferenceWorkers < 1)
            yield return RecipeProblem.NotAllowed(nameof(InferenceWorkers), InferenceWorkers, "at least 1");
        if (Slots < GroupSize)
            yield return RecipeProblem.NotAllowed(nameof(Slots), Slots, $"at least group_size, {GroupSize}");
    }
}

/// <summary>What completions earn.</summary>
public sealed record RewardSpec : IRecipe
{
    /// <summary>A verifier's name, or script:PATH for an operator-written script; empty leaves it to each row's dataset.</summary>
    public string Verifier { get; init; } = "";

    /// <summary>Multiplies rewards. Without standardisation it sets the size of the gradient; the Olmo 3 runs use 10.</summary>
    public double Scale { get; init; } = 1.0;

    /// <summary>Scaling of advantages within a group.</summary>
    public AdvantageNormalization Normalization { get; init; } = AdvantageNormalization.Centered;

    /// <summary>Time a single verdict may take.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Completions graded at once.</summary>
    public int Workers { get; init; } = 8;

    /// <inheritdoc/>
    public IEnumerable<RecipeProblem> Validate()
    {
        if (Scale <= 0)
            yield return RecipeProblem.NotAllowed(nameof(Scale), Scale, "above 0");
        if (TimeLimit <= TimeSpan.Zero)
            yield return RecipeProblem.NotAllowed(nameof(TimeLimit), TimeLimit.TotalSeconds, "above 0 seconds");
        if (Workers < 1)
            yield return RecipeProblem.NotAllowed(nameof(Workers), Workers, "at least 1");
    }
}

/// <summary>How rollouts become an update.</summary>
public sealed record TrainerSpec : IRecipe
{
    /// <summary>Steps of the run.</summary>
    public required int Steps { get; init; }

    /// <summary>Optimizer updates a step.</summary>
    public int MiniBatches { get; init; } = 1;

    /// <summary>Tokens of a packed row.</summary>
    public int PackLength { get; init; } = 256;

    /// <summary>Rows per forward and backward pass.</summary>
    public int RowsPerMicroBatch { get; init; } = 32;

    /// <summary>A ratio below 1 - this is cut.</summary>
    public double ClipLow { get; init; } = 0.2;

    /// <summary>A ratio above 1 + this is cut.</summary>
    public double ClipHigh { get; init; } = 0.272;

    /// <summary>Largest weight of old over engine probability.</summary>
    public double ImportanceCap { get; init; } = 2.0;

    /// <summary>Optimizer.</summary>
    public required OptimizerSpec Optimizer { get; init; }

    /// <inheritdoc/>
    public IEnumerable<RecipeProblem> Validate()
    {
        if (Steps < 1)
            yield return RecipeProblem.NotAllowed(nameof(Steps), Steps, "at least 1");
        if (MiniBatches < 1)
            yield return RecipeProblem.NotAllowed(nameof(MiniBatches), MiniBatches, "at least 1");
        if (RowsPerMicroBatch < 1)
            yield return RecipeProblem.NotAllowed(nameof(RowsPerMicroBatch), RowsPerMicroBatch, "at least 1");
        if (ClipLow is <= 0 or >= 1)
            yield return RecipeProblem.NotAllowed(nameof(ClipLow), ClipLow, "above 0, below 1");
        if (ClipHigh <= 0)
            yield return RecipeProblem.NotAllowed(nameof(ClipHigh), ClipHigh, "above 0");
        if (ImportanceCap <= 0)
            yield return RecipeProblem.NotAllowed(nameof(ImportanceCap), ImportanceCap, "above 0");
    }
}

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

    /// <summary>Prompts.</summary>
    public DataSpec Data { get; init; } = new();

    /// <summary>Sampling.</summary>
    public RolloutSpec Rollout { get; init; } = new();

    /// <summary>Rewards.</summary>
    public RewardSpec Reward { get; init; } = new();

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
        if (SnapshotEvery < 1)
            yield return RecipeProblem.NotAllowed(nameof(SnapshotEvery), SnapshotEvery, "at least 1");
        if (Threads < 0)
            yield return RecipeProblem.NotAllowed(nameof(Threads), Threads, "at least 0");
    }
}
