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

    /// <summary>Only 1 is allowed: the learner normalises over the whole vocabulary, so a cut would bias the ratio.</summary>
    public double TopP { get; init; } = 1;

    /// <summary>Only 0 is allowed, as with <see cref="TopP"/>.</summary>
    public int TopK { get; init; }

    /// <summary>Only 0 is allowed, as with <see cref="TopP"/>.</summary>
    public double MinP { get; init; }

    /// <summary>Optimizer steps that may lie between sampling a token and training it; 0 is exact on-policy training.</summary>
    public int MaxStaleness { get; init; } = 2;

    /// <summary>What happens to tokens that get older.</summary>
    public StalenessPolicy StalenessPolicy { get; init; } = StalenessPolicy.Mask;

    /// <summary>Replace groups whose rewards are all equal, so that a batch stays full.</summary>
    public bool ActiveSampling { get; init; } = true;

    /// <summary>With active sampling: most groups finished for one step, as a multiple of groups_per_step.</summary>
    public double MaxDrawsPerStep { get; init; } = 3;

    /// <summary>A prompt is not drawn again once this share of its siblings solved it; 0 draws every prompt in every epoch.</summary>
    public double NoResamplingPassRate { get; init; }

    /// <summary>Most live groups in an asynchronous run; 0 is (max_staleness + 1) x groups_per_step.</summary>
    public int MaxLiveGroups { get; init; }

    /// <summary>
    /// Full batches that may wait while the learner is busy; with as many, sequences pause where they are and go on with
    /// the next weights, since more finished work would only get old. 0 never pauses. Asynchronous runs only.
    /// </summary>
    public int ReadyBatches { get; init; } = 1;

    /// <summary>Inference workers in this process; 0 leaves generation to nodes that join (`cluster.port`).</summary>
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
        const string unbiased = "a cut of the vocabulary biases the ratio of learner to engine";
        if (TopP != 1)
            yield return RecipeProblem.NotAllowed(nameof(TopP), TopP, $"1: {unbiased}");
        if (TopK != 0)
            yield return RecipeProblem.NotAllowed(nameof(TopK), TopK, $"0: {unbiased}");
        if (MinP != 0)
            yield return RecipeProblem.NotAllowed(nameof(MinP), MinP, $"0: {unbiased}");
        if (MaxStaleness < 0)
            yield return RecipeProblem.NotAllowed(nameof(MaxStaleness), MaxStaleness, "at least 0");
        if (MaxDrawsPerStep < 1)
            yield return RecipeProblem.NotAllowed(nameof(MaxDrawsPerStep), MaxDrawsPerStep, "at least 1");
        if (NoResamplingPassRate is < 0 or > 1)
            yield return RecipeProblem.NotAllowed(nameof(NoResamplingPassRate), NoResamplingPassRate, "0 (off) to 1, a share of the siblings");
        if (MaxLiveGroups != 0 && MaxLiveGroups < GroupsPerStep)
            yield return RecipeProblem.NotAllowed(nameof(MaxLiveGroups), MaxLiveGroups, $"0, or at least groups_per_step, {GroupsPerStep}");
        var most = new StalenessRule(MaxStaleness, StalenessPolicy).MaxLiveGroups(GroupsPerStep);
        if (MaxLiveGroups > most)
            yield return RecipeProblem.NotAllowed(nameof(MaxLiveGroups), MaxLiveGroups,
                $"at most {most}, (max_staleness + 1) x groups_per_step, when steps wait for overdue groups");
        if (ReadyBatches < 0)
            yield return RecipeProblem.NotAllowed(nameof(ReadyBatches), ReadyBatches, "at least 0");
        if (InferenceWorkers < 0)
            yield return RecipeProblem.NotAllowed(nameof(InferenceWorkers), InferenceWorkers, "at least 0");
        if (Slots < GroupSize)
            yield return RecipeProblem.NotAllowed(nameof(Slots), Slots, $"at least group_size, {GroupSize}");
    }
}
