using OlmoRL.Models;
using OlmoRL.Training.Collectives;
using static TorchSharp.torch;

namespace OlmoRL.Training.Optimization;

/// <summary>What all trainers share: precision, AdamW, clipping, and the guards before an update.</summary>
public sealed record ModelOptimizerOptions
{
    /// <summary>Constants of AdamW.</summary>
    public AdamWOptions AdamW { get; init; } = new();

    /// <summary>Joint gradient norm above which gradients are scaled down.</summary>
    public double GradientLimit { get; init; } = 1.0;

    /// <summary>Type of the forward and backward pass: Float32 or BFloat16. Master weights are fp32 in any case.</summary>
    public ScalarType ComputeType { get; init; } = ScalarType.Float32;

    /// <summary>Leave out updates this many standard deviations above the last ones; 0 takes all.</summary>
    public double SkipSigmas { get; init; }

    /// <summary>Updates that the above compares with.</summary>
    public int SkipWindow { get; init; } = 128;
}

/// <summary>A model with its optimizer: gradients in, one guarded update out.</summary>
public sealed class ModelOptimizer : IDisposable
{
    private readonly ModelOptimizerOptions _options;
    private readonly ICollective? _collective;

    /// <summary>Optimizes a model's own tensors, which must be fp32; the model stays the caller's.</summary>
    /// <remarks>Embedding, head and norms are not decayed (OLMo-core decays no embedding; norms are 1 at rest).</remarks>
    /// <param name="model">Starts alike on every learner.</param>
    /// <param name="options">Constants.</param>
    /// <param name="collective">The learners whose gradients are summed, each of which keeps its shard of the moments; null for one.</param>
    public ModelOptimizer(CausalLanguageModel model, ModelOptimizerOptions options, ICollective? collective = null)
    {
        (_options, _collective) = (options, collective);
        Model = new TrainedModel(model, options.ComputeType);
        Spikes = new SpikeRule(options.SkipSigmas, options.SkipWindow);
        var weights = model.Weights;
        AdamW = new AdamW(weights.All,
            [weights.Embedding, weights.HeadRows, .. weights.All.Where(t => t.dim() == 1)], options.AdamW,
            collective is null ? Shard.Whole : new Shard(collective.Rank, collective.Size));
    }

    /// <summary>The model in training.</summary>
    public TrainedModel Model { get; }

    /// <summary>The moments.</summary>
    public AdamW AdamW { get; }

    /// <summary>The memory of skip-step.</summary>
    public SpikeRule Spikes { get; }

    /// <summary>Clips, then updates unless the figures forbid it; the gradients are zero afterwards.</summary>
    /// <param name="loss">Of the whole update, over all learners.</param>
    /// <param name="learningRate">Of this step.</param>
    public UpdateResult Update(double loss, double learningRate)
    {
        if (_collective is not null)
        {
            foreach (var tensor in Model.Master.Weights.All)
                _collective.Sum(tensor.grad!);
        }

        var norm = AdamW.ClipGradients(_options.GradientLimit);
        var outcome = !double.IsFinite(loss) || !double.IsFinite(norm) ? UpdateOutcome.NotFinite
            : Spikes.Admits(loss, norm) ? UpdateOutcome.Taken
            : UpdateOutcome.Spike;
        if (outcome == UpdateOutcome.Taken)
        {
            AdamW.Step(learningRate);
            GatherWeights();
            Model.Refresh();
        }

        AdamW.ZeroGradients();
        return new UpdateResult(norm, outcome);
    }

    /// <summary>The moments, complete, on the leader; all learners call. The caller owns what is not the optimizer's own.</summary>
    public IReadOnlyList<(string Name, Tensor Value)> GatherState()
    {
        List<(string Name, Tensor Value)> state = [];
        foreach (var (name, value) in AdamW.State)
        {
            _collective?.Gather(value);
            if (_collective is not { Rank: > 0 })
                state.Add((name, value));
            else
                value.Dispose();
        }

        return state;
    }

    private void GatherWeights()
    {
        if (_collective is null)
            return;
        foreach (var tensor in Model.Master.Weights.All)
            _collective.Gather(tensor);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        AdamW.Dispose();
        Model.Dispose();
    }
}
