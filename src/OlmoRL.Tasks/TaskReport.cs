using OlmoRL.Evaluation;

namespace OlmoRL.Tasks;

/// <summary>A figure of a task with its 95 % interval, as a share of 1.</summary>
/// <param name="Name">`pass@1`, `score`, `prompt strict`.</param>
public sealed record TaskFigure(string Name, Interval Value);

/// <summary>How the answers to a task did: evaluation.json.</summary>
public sealed record TaskReport
{
    /// <summary>The task's name.</summary>
    public required string Task { get; init; }

    /// <summary>What reports call it.</summary>
    public required string Title { get; init; }

    /// <summary>Problems.</summary>
    public required int Problems { get; init; }

    /// <summary>Completions of each problem, over all seeds.</summary>
    public required int Samples { get; init; }

    /// <summary>Figures with intervals.</summary>
    public required IReadOnlyList<TaskFigure> Figures { get; init; }

    /// <summary>pass@1 of each seed.</summary>
    public required IReadOnlyList<double> BySeed { get; init; }

    /// <summary>Standard deviation of pass@1 over seeds; null for one seed.</summary>
    public required double? SeedDeviation { get; init; }

    /// <summary>Tokens that the model read.</summary>
    public required long PromptTokens { get; init; }

    /// <summary>Tokens that it sampled.</summary>
    public required long CompletionTokens { get; init; }

    /// <summary>Completions that ran into the token limit.</summary>
    public required int Truncated { get; init; }

    /// <summary>Completions whose grading failed: they count neither way.</summary>
    public required int Failed { get; init; }
}
