using OlmoRL.Batching;
using OlmoRL.Models;
using OlmoRL.Training.Documents;
using OlmoRL.Training.Forward;
using OlmoRL.Training.Optimization;
using static TorchSharp.torch;

namespace OlmoRL.Training.Preferences;

/// <summary>Learns from pairs: chosen and rejected lie in one packed batch, the loss is the mean over the batch's pairs.</summary>
public sealed class PreferenceLearner : IDocumentLearner
{
    private readonly PreferenceLossOptions _loss;
    private readonly ForwardOptions _forward;
    private readonly DocumentPacking _packing;

    /// <summary>Trains the model's own tensors, which must be fp32.</summary>
    public PreferenceLearner(
        CausalLanguageModel model, ModelOptimizerOptions optimizer, ForwardOptions forward, DocumentPacking packing,
        PreferenceLossOptions loss)
    {
        (_loss, _forward, _packing) = (loss, forward, packing);
        Optimizer = new ModelOptimizer(model, optimizer);
    }

    /// <inheritdoc/>
    public ModelOptimizer Optimizer { get; }

    /// <summary>What to compare with; needed before the first step unless the loss is reference-free.</summary>
    public ReferenceLogProbs? Reference { get; set; }

    /// <inheritdoc/>
    public StepResult Step(IReadOnlyList<DocumentRow> rows, double learningRate)
    {
        using var scope = NewDisposeScope();
        var sums = new PreferenceSums();
        var (trained, computed) = (0, 0);
        foreach (var (part, batch) in Pack(rows))
        {
            using var pass = new PolicyPass(Optimizer.Model, batch, temperature: 1, _forward);
            var policy = PairLogProbs.Of(pass.LogProbs, batch.Responses, part.Count);
            var result = PreferenceLoss.Compute(_loss, policy, ReferenceOf(part, policy));
            pass.Backward(result.Loss.sum() / rows.Count);
            sums.Add(policy, result);
            trained += batch.Targets.Length;
            computed += batch.TokenCount;
        }

        var update = Optimizer.Update(sums.MeanLoss, learningRate);
        return new StepResult(sums.MeanLoss, update.GradientNorm, trained, computed,
            update.Outcome == UpdateOutcome.NotFinite ? 1 : 0, update.Outcome == UpdateOutcome.Spike ? 1 : 0, sums.Metrics("preference"));
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, double> Evaluate(IReadOnlyList<DocumentRow> rows)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var sums = new PreferenceSums();
        foreach (var (part, batch) in Pack(rows))
        {
            var policy = Policy(part, batch);
            sums.Add(policy, PreferenceLoss.Compute(_loss, policy, ReferenceOf(part, policy)));
        }

        return sums.Metrics("heldout");
    }

    /// <summary>Sums of log-probs under the present weights: chosen and rejected of each row, in turn.</summary>
    public double[] LogProbs(IReadOnlyList<DocumentRow> rows)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var values = new List<double>(2 * rows.Count);
        foreach (var (part, batch) in Pack(rows))
        {
            var policy = Policy(part, batch);
            foreach (var (chosen, rejected) in policy.Chosen.data<float>().Zip(policy.Rejected.data<float>()))
                values.AddRange([chosen, rejected]);
        }

        return [.. values];
    }

    /// <inheritdoc/>
    public void Dispose() => Optimizer.Dispose();

    private PairLogProbs Policy(IReadOnlyList<DocumentRow> part, PackedBatch batch) => PairLogProbs.Of(
        PolicyPass.LogProbsOf(Optimizer.Model.Compute, batch, temperature: 1, _forward), batch.Responses, part.Count);

    private PairLogProbs? ReferenceOf(IReadOnlyList<DocumentRow> part, PairLogProbs policy)
    {
        if (!_loss.NeedsReference)
            return null;
        var reference = Reference ?? throw new InvalidOperationException("the loss needs reference log-probs");
        var device = policy.Chosen.device;
        var values = part.Select(r => reference[r.Id]).ToArray();
        return policy with
        {
            Chosen = tensor(Array.ConvertAll(values, v => (float)v.Chosen), device: device),
            Rejected = tensor(Array.ConvertAll(values, v => (float)v.Rejected), device: device),
        };
    }

    /// <summary>Whole pairs in micro-batches, in order; each is packed by itself, so that a pair is never torn.</summary>
    private IEnumerable<(IReadOnlyList<DocumentRow> Rows, PackedBatch Batch)> Pack(IReadOnlyList<DocumentRow> rows)
    {
        for (var first = 0; first < rows.Count;)
        {
            var count = 1;
            for (var tokens = rows[first].TokenCount; first + count < rows.Count; count++)
            {
                tokens += rows[first + count].TokenCount;
                if (tokens > _packing.MicroBatchTokens)
                    break;
            }

            DocumentRow[] part = [.. rows.Skip(first).Take(count)];
            first += count;
            yield return (part, SequencePacker.Pack([.. part.SelectMany(r => r.Documents)], _packing.PackLength, _packing.PadId));
        }
    }
}
