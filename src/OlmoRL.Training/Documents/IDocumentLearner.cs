using OlmoRL.Training.Optimization;

namespace OlmoRL.Training.Documents;

/// <summary>Learns from rows of documents: supervised, or from pairs.</summary>
public interface IDocumentLearner : IDisposable
{
    /// <summary>The model with its optimizer.</summary>
    ModelOptimizer Optimizer { get; }

    /// <summary>One optimizer step over a batch.</summary>
    StepResult Step(IReadOnlyList<DocumentRow> rows, double learningRate);

    /// <summary>Figures of held-out rows by documented name; the weights stay.</summary>
    IReadOnlyDictionary<string, double> Evaluate(IReadOnlyList<DocumentRow> rows);
}
