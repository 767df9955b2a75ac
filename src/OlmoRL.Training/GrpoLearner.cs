using OlmoRL.Batching;
using OlmoRL.Models;
using OlmoRL.Objectives;
using OlmoRL.Training.Collectives;
using OlmoRL.Training.Forward;
using OlmoRL.Training.Losses;
using OlmoRL.Training.Optimization;
using static TorchSharp.torch;

namespace OlmoRL.Training;

/// <summary>The learner of reinforcement learning: packed rollouts in, new weights out.</summary>
/// <remarks>
/// It knows advantages, not rewards. Old log-probs are those of the weights the step began with: the current ones,
/// detached, for the very first update, and a pass before it for all others. With several learners the leader's calls
/// are carried out by all: each takes its share of the micro-batches, gradients and figures are summed.
/// </remarks>
public sealed class GrpoLearner : IDisposable
{
    private readonly GrpoOptions _options;
    private readonly PolicyObjective _objective;
    private readonly TokenShares _shares;
    private readonly ModelOptimizer _optimizer;
    private readonly ICollective? _collective;
    private bool _disposed;

    /// <summary>Trains the model's own tensors, which must be fp32.</summary>
    /// <param name="model">Starts alike on every learner.</param>
    /// <param name="options">How a step is computed.</param>
    /// <param name="collective">Learners that train together; null for one. The leader orders, the others <see cref="Serve"/>.</param>
    public GrpoLearner(CausalLanguageModel model, GrpoOptions options, ICollective? collective = null)
    {
        (_options, _collective) = (options, collective);
        _objective = new PolicyObjective(options.Loss, options.Importance, options.Kl);
        _shares = new TokenShares(options.Denominator, options.DenominatorTokens);
        _optimizer = new ModelOptimizer(model, options.Optimizer, collective);
        Reference = options.Kl.Beta > 0 ? new ReferencePolicy(model) : null;
    }

    /// <summary>Steps taken, empty ones included.</summary>
    public int StepCount { get; private set; }

    /// <summary>The optimizer with its moments.</summary>
    public AdamW Optimizer => _optimizer.AdamW;

    /// <summary>The memory of skip-step.</summary>
    public SpikeRule Spikes => _optimizer.Spikes;

    /// <summary>The policy being trained: fp32 weights.</summary>
    public CausalLanguageModel Model => _optimizer.Model.Master;

    /// <summary>What the KL penalty compares with; null without one.</summary>
    public ReferencePolicy? Reference { get; }

    /// <summary>Told of every update that was not taken, while the weights are still those that it met.</summary>
    public Action<SkippedUpdate>? OnSkipped { get; set; }

    /// <summary>One step: every mini-batch gives one update an epoch, normalised by its own responses and tokens.</summary>
    public StepResult Step(IReadOnlyList<PackedBatch> miniBatches, double learningRate)
    {
        Order(new LearnerOrder(LearnerOrderKind.Step, MiniBatches: miniBatches, LearningRate: learningRate));
        return StepTogether(miniBatches, learningRate);
    }

    /// <summary>The optimizer's moments, complete, whatever the number of learners; the caller's dispose scope owns them.</summary>
    public IReadOnlyList<(string Name, Tensor Value)> GatherState()
    {
        Order(new LearnerOrder(LearnerOrderKind.GatherState));
        return _optimizer.GatherState();
    }

    /// <summary>Does what the leader orders, on every other learner, until it says that the run is over.</summary>
    public void Serve()
    {
        for (var order = LearnerOrder.Await(_collective!); order.Kind != LearnerOrderKind.End; order = LearnerOrder.Await(_collective!))
        {
            using var scope = NewDisposeScope();
            if (order.Kind == LearnerOrderKind.Step)
                _ = StepTogether(order.MiniBatches!, order.LearningRate);
            else
                _ = _optimizer.GatherState();
        }
    }

    private void Order(LearnerOrder order) => _ = _collective?.Broadcast(order.ToBytes());

    private StepResult StepTogether(IReadOnlyList<PackedBatch> miniBatches, double learningRate)
    {
        using var scope = NewDisposeScope();
        var totals = new StepTotals();
        MiniBatch[] batches =
        [
            .. miniBatches.Select(b => new MiniBatch(b, _options.MicroBatchTokens, _shares)).Where(b => b.Parts.Count > 0),
        ];
        foreach (var part in batches.Skip(1).SelectMany(Mine))
            part.OldLogProbs = LogProbs(part.Batch);
        if (Reference is not null)
        {
            foreach (var part in batches.SelectMany(Mine))
                part.ReferenceLogProbs = Reference.LogProbs(part.Batch, _options.Temperature, _options.Forward);
        }

        for (var epoch = 0; epoch < _options.EpochCount; epoch++)
        {
            foreach (var batch in batches)
                Update(batch, learningRate, totals);
        }

        StepCount++;
        if (Reference is not null && _options.ReferenceEvery > 0 && StepCount % _options.ReferenceEvery == 0)
            Reference.Follow(Model, _options.ReferenceAlpha);
        if (_collective is not null)
            totals.Exchange(_collective);
        return totals.ToResult(miniBatches.Sum(b => b.TokenCount));
    }

    /// <summary>Continues from stored counts and moments, after weights were read in place.</summary>
    public void Restore(int stepCount, int updateCount, IEnumerable<(string Name, Tensor Value)> moments)
    {
        StepCount = stepCount;
        Optimizer.Restore(updateCount, moments);
        _optimizer.Model.Refresh();
    }

    /// <summary>A skipped update as the mini-batch it was.</summary>
    internal MiniBatch Restore(SkippedUpdate update)
    {
        var batch = new MiniBatch(update.Batch, _options.MicroBatchTokens, _shares);
        batch.Restore(update);
        return batch;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_collective is { Rank: 0 } && !_disposed)
            Order(new LearnerOrder(LearnerOrderKind.End));
        _disposed = true;
        _optimizer.Dispose();
        Reference?.Dispose();
    }

    private float[] LogProbs(PackedBatch batch)
    {
        using var scope = NewDisposeScope();
        return PolicyPass.LogProbsOf(_optimizer.Model.Compute, batch, _options.Temperature, _options.Forward)
            .data<float>().ToArray();
    }

    private void Update(MiniBatch batch, double learningRate, StepTotals totals)
    {
        var loss = Mine(batch).Sum(part => Accumulate(part, totals));
        _collective?.Sum(new Span<double>(ref loss));
        var result = _optimizer.Update(loss, learningRate);
        totals.AddUpdate(loss, result, batch.TokenCount);
        if (result.Outcome == UpdateOutcome.Taken)
            return;
        if (_collective is not null)
            batch.ShareLogProbs(_collective, Reference is not null);
        OnSkipped?.Invoke(batch.Skipped(result, loss, learningRate));
    }

    /// <summary>Micro-batches that this learner computes.</summary>
    private IEnumerable<MicroBatch> Mine(MiniBatch batch) =>
        _collective is null ? batch.Parts : batch.Parts.Where((_, i) => i % _collective.Size == _collective.Rank);

    /// <summary>Forward and backward of a micro-batch; its share of the update's loss.</summary>
    internal double Accumulate(MicroBatch part, StepTotals totals)
    {
        using var scope = NewDisposeScope();
        using var pass = new PolicyPass(_optimizer.Model, part.Batch, _options.Temperature, _options.Forward);
        var current = pass.LogProbs.detach();
        part.OldLogProbs ??= current.data<float>().ToArray();
        var device = current.device;
        var input = new LossInput
        {
            LogProbs = pass.LogProbs,
            OldLogProbs = tensor(part.OldLogProbs, device: device),
            EngineLogProbs = tensor(part.Batch.EngineLogProbs, device: device),
            ReferenceLogProbs = part.ReferenceLogProbs is { } reference ? tensor(reference, device: device) : null,
            Advantages = tensor(part.Batch.Advantages, device: device),
            Responses = new ResponseIndex(part.Batch.Responses, current),
            Shares = tensor(part.Shares, device: device),
        };
        var result = _objective.Compute(input);
        pass.Backward(result.Loss);
        return totals.Add(input, result, pass.Entropy);
    }
}
