using OlmoRL.Batching;
using OlmoRL.Models;
using OlmoRL.Training.Forward;
using OlmoRL.Training.Optimization;
using static TorchSharp.torch;

namespace OlmoRL.Training.Documents;

/// <summary>Supervised fine-tuning: the mean loss over the trained tokens of the whole batch, however it is cut or packed.</summary>
public sealed class SupervisedDocumentLearner(
    CausalLanguageModel model, ModelOptimizerOptions optimizer, ForwardOptions forward, DocumentPacking packing) : IDocumentLearner
{
    private readonly SupervisedLearner _learner = new(model, optimizer, forward);

    /// <inheritdoc/>
    public ModelOptimizer Optimizer => _learner.Optimizer;

    /// <inheritdoc/>
    public StepResult Step(IReadOnlyList<DocumentRow> rows, double learningRate)
    {
        var batch = Pack(rows);
        var result = _learner.Step(MicroBatches.Split(batch, packing.MicroBatchTokens), learningRate);
        return result with { Metrics = new Dictionary<string, double> { ["learner/packing_efficiency"] = batch.Efficiency } };
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, double> Evaluate(IReadOnlyList<DocumentRow> rows)
    {
        double sum = 0;
        long count = 0;
        foreach (var part in MicroBatches.Split(Pack(rows), packing.MicroBatchTokens).Where(p => p.Targets.Length > 0))
        {
            using var scope = NewDisposeScope();
            sum -= PolicyPass.LogProbsOf(Optimizer.Model.Compute, part, temperature: 1, forward).sum().item<float>();
            count += part.Targets.Length;
        }

        return new Dictionary<string, double> { ["heldout/loss"] = sum / Math.Max(1, count) };
    }

    /// <inheritdoc/>
    public void Dispose() => _learner.Dispose();

    private PackedBatch Pack(IReadOnlyList<DocumentRow> rows) =>
        SequencePacker.Pack([.. rows.SelectMany(r => r.Documents)], packing.PackLength, packing.PadId);
}
