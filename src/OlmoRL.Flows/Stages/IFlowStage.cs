using OlmoRL.Evaluation;

namespace OlmoRL.Flows.Stages;

/// <summary>A stage of a flow that does something: one class for each kind.</summary>
internal interface IFlowStage
{
    /// <summary>The recipe with every value filled in.</summary>
    string Toml { get; }

    /// <summary>Checkpoint folders and files whose content decides, with the recipe, what the stage makes.</summary>
    IEnumerable<string> Inputs { get; }

    /// <summary>Checks what can be checked before an earlier stage has run.</summary>
    /// <exception cref="Recipes.RecipeException">It cannot be run.</exception>
    void Check();

    /// <summary>What an earlier run left, or null when it is not all there.</summary>
    StageOutcome? Recall();

    /// <summary>Does it.</summary>
    /// <param name="resume">The folder holds the beginning of this very stage.</param>
    Task<StageOutcome> RunAsync(IFlowView view, bool resume, CancellationToken stop);
}

/// <summary>How a stage ended.</summary>
/// <param name="Completed">False when it was stopped on request.</param>
/// <param name="Summary">For a reader, one line.</param>
/// <param name="Evaluation">What it measured, if it measures.</param>
internal sealed record StageOutcome(bool Completed, string Summary, EvaluationReport? Evaluation = null);
