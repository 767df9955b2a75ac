namespace OlmoRL.Tasks;

/// <summary>What a model answered to a problem, and what that earned: a line of predictions.jsonl.</summary>
public sealed record Prediction
{
    /// <summary>The problem's name.</summary>
    public required string Item { get; init; }

    /// <summary>Which of the evaluation's seeds.</summary>
    public int Seed { get; init; }

    /// <summary>Which completion of that seed, from 0.</summary>
    public int Sample { get; init; }

    /// <summary>What the model wrote, thinking included; with likelihood, the choice that it found most likely.</summary>
    public required string Completion { get; init; }

    /// <summary>`stop` or `length`; null where no model wrote it.</summary>
    public string? Finish { get; init; }

    /// <summary>Tokens of the prompt; 0 where no model read it.</summary>
    public int PromptTokens { get; init; }

    /// <summary>Tokens sampled.</summary>
    public int CompletionTokens { get; init; }

    /// <summary>With likelihood: log-probability of each choice after the prompt.</summary>
    public IReadOnlyList<double>? ChoiceLogProbs { get; init; }

    /// <summary>0 to 1; null when grading failed, which is no fault of the model's and counts neither way.</summary>
    public double? Score { get; init; }

    /// <summary>Right in full.</summary>
    public bool Solved { get; init; }

    /// <summary>Why not.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Of each instruction, where the task reports them.</summary>
    public IReadOnlyList<bool>? Strict { get; init; }

    /// <summary>Of each instruction, with what loose scoring forgives.</summary>
    public IReadOnlyList<bool>? Loose { get; init; }
}
