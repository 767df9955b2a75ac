namespace OlmoRL.Tasks;

/// <summary>One problem of a task: a line of problems.jsonl.</summary>
public sealed record TaskProblem
{
    /// <summary>Its name, unique within the task.</summary>
    public required string Item { get; init; }

    /// <summary>What is asked, before a chat template.</summary>
    public required string Prompt { get; init; }

    /// <summary>The verifier's ground truth, or the number of the right choice.</summary>
    public required string Truth { get; init; }

    /// <summary>A completion known to be right; empty where there is none.</summary>
    public string Gold { get; init; } = "";

    /// <summary>With likelihood: what may follow the prompt.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>The data set's row, JSON.</summary>
    public required string Row { get; init; }
}
