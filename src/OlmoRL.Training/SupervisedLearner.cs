using OlmoRL.Batching;
using OlmoRL.Models;
using OlmoRL.Training.Losses;
using OlmoRL.Training.Optimization;
using static TorchSharp.torch;

namespace OlmoRL.Training;

/// <summary>Next-token training on packed documents: pretraining, and later supervised fine-tuning.</summary>
public sealed class SupervisedLearner : IDisposable
{
    private readonly CausalLanguageModel _model;
    private readonly double _gradientLimit;

    /// <summary>Trains the model's own tensors, which must be fp32.</summary>
    public SupervisedLearner(CausalLanguageModel model, AdamWOptions options, double gradientLimit)
    {
        _model = model;
        _gradientLimit = gradientLimit;
        _ = model.Weights.RequireGradients();
        Optimizer = ModelOptimizer.Create(model, options);
    }

    /// <summary>The optimizer with its moments.</summary>
    public AdamW Optimizer { get; }

    /// <summary>One optimizer step over all micro-batches; the denominator is their joint trained-token count.</summary>
    public StepResult Step(IReadOnlyList<PackedBatch> microBatches, double learningRate)
    {
        using var scope = NewDisposeScope();
        var denominator = microBatches.Sum(b => b.Targets.Length);
        var loss = 0.0;
        foreach (var batch in microBatches)
        {
            using var step = NewDisposeScope();
            var (logProbs, _) = PolicyForward.LogProbs(_model, batch, 1.0);
            var result = CrossEntropyLoss.Compute(logProbs, denominator);
            result.Loss.backward();
            loss += result.Loss.item<float>();
        }

        var norm = Optimizer.ClipGradients(_gradientLimit);
        var finite = double.IsFinite(loss) && double.IsFinite(norm);
        if (finite)
            Optimizer.Step(learningRate);
        Optimizer.ZeroGradients();
        return new StepResult(
            loss, norm, denominator, microBatches.Sum(b => b.TokenCount), finite ? 0 : 1, new Dictionary<string, double>());
    }

    /// <inheritdoc/>
    public void Dispose() => Optimizer.Dispose();
}
