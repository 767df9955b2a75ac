using OlmoRL.Flows.Documents;
using OlmoRL.Recipes;
using OlmoRL.Runs;

namespace OlmoRL.Flows;

/// <summary>Sees what a flow does while it does it.</summary>
public interface IFlowView
{
    /// <summary>A stage samples; the result is told how many of <paramref name="total"/> are done.</summary>
    /// <param name="unit">What is counted: problems, prompts.</param>
    IProgress<int> BeginCount(string stage, int total, string unit);

    /// <summary>A stage trains; the sinks are told each step's metrics.</summary>
    IReadOnlyList<IMetricSink> BeginSteps(string stage, StageKind kind, int steps);

    /// <summary>A stage trains on documents.</summary>
    IDocumentRunView BeginDocuments(string stage, StageKind kind);

    /// <summary>A stage ended, or was taken over from before.</summary>
    void EndStage(string stage, string summary);
}
