using OlmoRL.Batching;
using OlmoRL.Models;
using OlmoRL.Training.Forward;
using OlmoRL.Training.Losses;
using OlmoRL.Training.Optimization;
using static TorchSharp.torch;

namespace OlmoRL.Training;

/// <summary>Next-token training on packed documents: pretraining, and later supervised fine-tuning.</summary>
public sealed class SupervisedLearner : IDisposable
{
    private readonly ModelOptimizer _optimizer;
    private readonly ForwardOptions _forward;

    /// <summary>Trains the model's own tensors, which must be fp32.</summary>
    public SupervisedLearner(CausalLanguageModel model, ModelOptimizerOptions options, ForwardOptions forward)
    {
        _forward = forward;
        _optimizer = new ModelOptimizer(model, options);
    }

    /// <summary>The model with its optimizer.</summary>
    public ModelOptimizer Optimizer => _optimizer;

    /// <summary>One optimizer step over all micro-batches; the denominator is their joint trained-token count.</summary>
    public StepResult Step(IReadOnlyList<PackedBatch> microBatches, double learningRate)
    {
        using var scope = NewDisposeScope();
        var denominator = microBatches.Sum(b => b.Targets.Length);
        var loss = 0.0;
        foreach (var batch in microBatches.Where(b => b.Targets.Length > 0))
        {
            using var pass = new PolicyPass(_optimizer.Model, batch, temperature: 1.0, _forward);
            var share = CrossEntropyLoss.Compute(pass.LogProbs, denominator);
            pass.Backward(share);
            loss += share.item<float>();
        }

        // Zero trained tokens: nothing to divide by and nothing to learn; the weights stay.
        var result = denominator > 0 ? _optimizer.Update(loss, learningRate) : default;
        return new StepResult(loss, result.GradientNorm, denominator, microBatches.Sum(b => b.TokenCount),
            result.Outcome == UpdateOutcome.NotFinite ? 1 : 0, result.Outcome == UpdateOutcome.Spike ? 1 : 0,
            new Dictionary<string, double>());
    }

    /// <inheritdoc/>
    public void Dispose() => _optimizer.Dispose();
}
