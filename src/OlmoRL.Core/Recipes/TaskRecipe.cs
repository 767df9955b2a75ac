namespace OlmoRL.Recipes;

/// <summary>How a model answers a task's problems.</summary>
public enum TaskMethod
{
    /// <summary>It writes, and a verifier grades what it wrote.</summary>
    Generation,

    /// <summary>The choice that it finds most likely after the prompt is its answer.</summary>
    Likelihood,
}

/// <summary>`task.toml`: an evaluation task, one folder each.</summary>
/// <remarks>
/// Prompt and answers are Jinja over `row`, the data set's row; the prompt also sees `examples`, and what is graded sees
/// `completion`. Nothing that a model wrote is read as Jinja.
/// </remarks>
public sealed record TaskRecipe : IRecipe
{
    /// <summary>What reports call it.</summary>
    public required string Title { get; init; }

    /// <summary>The data set, below the folder that `--data` names: .jsonl, .parquet, .arrow or a folder of them.</summary>
    public required string Data { get; init; }

    /// <summary>Solved examples for the prompt, rows like the data set's; empty for none.</summary>
    [RecipePath]
    public string Examples { get; init; } = "";

    /// <summary>What the model is asked.</summary>
    public required string Prompt { get; init; }

    /// <summary>The prompt is a user's message, rendered by the model's chat template; false gives it to the model as it is.</summary>
    public bool Chat { get; init; } = true;

    /// <summary>Generation or likelihood.</summary>
    public TaskMethod Method { get; init; } = TaskMethod.Generation;

    /// <summary>The ground truth that the verifier is given; with likelihood, the number of the right choice, from 0.</summary>
    public required string Answer { get; init; }

    /// <summary>The ground truth is what the last \boxed of the answer holds.</summary>
    public bool Boxed { get; init; }

    /// <summary>What is graded, of what the model wrote after its thinking.</summary>
    public string Graded { get; init; } = "{{ completion }}";

    /// <summary>A completion known to be right, for `--answers gold`; empty where the data set has none.</summary>
    public string Gold { get; init; } = "";

    /// <summary>With likelihood: a JSON list of the choices as they follow the prompt, leading space included.</summary>
    public string Choices { get; init; } = "";

    /// <summary>With likelihood: divide a choice's log-probability by its characters.</summary>
    public bool PerCharacter { get; init; }

    /// <summary>Names a problem; empty counts them.</summary>
    public string Item { get; init; } = "";

    /// <summary>Text that ends a completion and is no part of it.</summary>
    public IReadOnlyList<string> Stop { get; init; } = [];

    /// <summary>The k of pass@k.</summary>
    public IReadOnlyList<int> PassAt { get; init; } = [1];

    /// <summary>Report IFEval's four figures: prompts and instructions, strict and loose.</summary>
    public bool Instructions { get; init; }

    /// <summary>How completions are drawn.</summary>
    public TaskSampling Sampling { get; init; } = new();

    /// <summary>The verifier and its options.</summary>
    public RewardSpec Reward { get; init; } = new();

    /// <inheritdoc/>
    public IEnumerable<RecipeProblem> Validate()
    {
        if (Path.IsPathRooted(Data) || Data.Split('/').Contains(".."))
            yield return RecipeProblem.NotAllowed(nameof(Data), Data, "a path below the folder that --data names");
        if (Method == TaskMethod.Generation && Reward.Verifier.Length == 0)
            yield return new RecipeProblem("reward.verifier", "missing", "the verifier that grades completions");
        if (Method == TaskMethod.Likelihood && Choices.Length == 0)
            yield return new RecipeProblem("choices", "missing", "a JSON list of choices, as Jinja");
        if (PassAt.Count == 0 || PassAt.Any(k => k < 1))
            yield return new RecipeProblem("pass_at", "not allowed", "at least one number, each at least 1");
        else if (PassAt.Max() > Sampling.Samples)
            yield return RecipeProblem.NotAllowed(nameof(PassAt), PassAt.Max(), $"at most sampling.samples, {Sampling.Samples}");
    }
}
