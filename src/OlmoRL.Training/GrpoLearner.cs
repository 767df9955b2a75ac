using OlmoRL.Batching;
using OlmoRL.Models;
using OlmoRL.Training.Losses;
using OlmoRL.Training.Optimization;
using static TorchSharp.torch;

namespace OlmoRL.Training;

/// <summary>How a GRPO step is computed.</summary>
public sealed record GrpoOptions
{
    /// <summary>Optimizer updates per step; with more than one, the ratio leaves 1 and clipping acts.</summary>
    public int MiniBatchCount { get; init; } = 1;

    /// <summary>Rows per forward and backward pass.</summary>
    public int RowsPerMicroBatch { get; init; } = 32;

    /// <summary>Joint gradient norm above which gradients are scaled down.</summary>
    public double GradientLimit { get; init; } = 1.0;

    /// <summary>What the engine divided logits by.</summary>
    public double Temperature { get; init; } = 1.0;

    /// <summary>Cuts of the loss.</summary>
    public ClippedSurrogateOptions Loss { get; init; } = new();
}

/// <summary>The GRPO learner: packed rollouts in, new weights out.</summary>
/// <remarks>
/// It knows advantages, not rewards. Old log-probs are those of the weights the step began with: the current ones,
/// detached, for the first mini-batch, and a pass before the first update for the others.
/// </remarks>
public sealed class GrpoLearner : IDisposable
{
    private readonly CausalLanguageModel _model;
    private readonly GrpoOptions _options;
    private readonly ClippedSurrogateLoss _loss;

    /// <summary>Trains the model's own tensors, which must be fp32.</summary>
    public GrpoLearner(CausalLanguageModel model, GrpoOptions options, AdamWOptions optimizer)
    {
        (_model, _options) = (model, options);
        _loss = new ClippedSurrogateLoss(options.Loss);
        _ = model.Weights.RequireGradients();
        Optimizer = ModelOptimizer.Create(model, optimizer);
    }

    /// <summary>The optimizer with its moments.</summary>
    public AdamW Optimizer { get; }

    /// <summary>The policy being trained.</summary>
    public CausalLanguageModel Model => _model;

    /// <summary>One step: every mini-batch gives one update, normalised by its own trained-token count.</summary>
    public StepResult Step(IReadOnlyList<PackedBatch> miniBatches, double learningRate)
    {
        using var scope = NewDisposeScope();
        var totals = new StepTotals();
        var micro = miniBatches.Select(Split).ToArray();
        float[][]?[] old = [null, .. micro.Skip(1).Select(m => m.Select(OldLogProbs).ToArray())];
        for (var i = 0; i < micro.Length; i++)
            Update(micro[i], old[i], learningRate, totals);
        return totals.ToResult(miniBatches.Sum(b => b.TokenCount));
    }

    /// <inheritdoc/>
    public void Dispose() => Optimizer.Dispose();

    private PackedBatch[] Split(PackedBatch batch) =>
    [
        .. Enumerable.Range(0, (batch.RowCount + _options.RowsPerMicroBatch - 1) / _options.RowsPerMicroBatch)
            .Select(i => i * _options.RowsPerMicroBatch)
            .Select(first => batch.Rows(first, Math.Min(_options.RowsPerMicroBatch, batch.RowCount - first))),
    ];

    private float[] OldLogProbs(PackedBatch batch)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        return PolicyForward.LogProbs(_model, batch, _options.Temperature).LogProbs.data<float>().ToArray();
    }

    private void Update(PackedBatch[] microBatches, float[][]? old, double learningRate, StepTotals totals)
    {
        var denominator = microBatches.Sum(b => b.Targets.Length);
        if (denominator == 0)
            return;
        var loss = 0.0;
        for (var i = 0; i < microBatches.Length; i++)
        {
            using var scope = NewDisposeScope();
            var batch = microBatches[i];
            if (batch.Targets.Length == 0)
                continue;
            var (logProbs, entropy) = PolicyForward.LogProbs(_model, batch, _options.Temperature);
            var device = logProbs.device;
            var oldLogProbs = old is null ? logProbs.detach() : tensor(old[i], device: device);
            var engine = tensor(batch.EngineLogProbs, device: device);
            var result = _loss.Compute(
                logProbs, oldLogProbs, engine, tensor(batch.Advantages, device: device), denominator);
            result.Loss.backward();
            loss += result.Loss.item<float>();
            totals.Add(result, entropy, oldLogProbs, engine);
        }

        var norm = Optimizer.ClipGradients(_options.GradientLimit);
        var finite = double.IsFinite(loss) && double.IsFinite(norm);
        if (finite)
            Optimizer.Step(learningRate);
        Optimizer.ZeroGradients();
        totals.AddUpdate(loss, norm, denominator, finite);
    }
}
