using OlmoRL.Evaluation;

namespace OlmoRL.Flows;

/// <summary>What a flow left behind.</summary>
/// <param name="Completed">False when it was stopped on request.</param>
/// <param name="Evaluations">Of each evaluating stage, in order.</param>
/// <param name="LastRun">The folder of the last stage that trained by reinforcement learning, or null.</param>
/// <param name="ReportStage">Whether the flow asks for a report.</param>
public sealed record FlowOutcome(
    bool Completed, IReadOnlyList<(string Stage, EvaluationReport Report)> Evaluations, string? LastRun, bool ReportStage);
