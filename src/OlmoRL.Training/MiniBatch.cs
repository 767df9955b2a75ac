using OlmoRL.Batching;
using OlmoRL.Objectives;
using OlmoRL.Training.Collectives;
using OlmoRL.Training.Optimization;

namespace OlmoRL.Training;

/// <summary>What one optimizer update trains on, cut into micro-batches.</summary>
internal sealed class MiniBatch
{
    /// <summary>Splits a batch and shares the loss among its tokens.</summary>
    public MiniBatch(PackedBatch batch, int tokenBudget, TokenShares shares)
    {
        Batch = batch;
        PackedBatch[] parts = [.. MicroBatches.Split(batch, tokenBudget).Where(b => b.Targets.Length > 0)];
        var perToken = shares.Of([.. parts.Select(p => p.Responses)]);
        Parts = [.. parts.Zip(perToken, (part, share) => new MicroBatch(part, share))];
    }

    /// <summary>The whole.</summary>
    public PackedBatch Batch { get; }

    /// <summary>One forward and backward pass each; none without a trained token.</summary>
    public IReadOnlyList<MicroBatch> Parts { get; }

    /// <summary>Trained tokens.</summary>
    public int TokenCount => Parts.Sum(p => p.Batch.Targets.Length);

    /// <summary>All that is needed to compute this update again.</summary>
    public SkippedUpdate Skipped(UpdateResult result, double loss, double learningRate) => new(
        Batch, [.. Parts.SelectMany(p => p.OldLogProbs!)],
        Parts.Any(p => p.ReferenceLogProbs is not null) ? [.. Parts.SelectMany(p => p.ReferenceLogProbs!)] : null,
        result.Outcome, loss, result.GradientNorm, learningRate);

    /// <summary>Gives every learner the log-probs of all micro-batches; all learners call.</summary>
    public void ShareLogProbs(ICollective collective, bool hasReference)
    {
        float[] Shared(float[]? mine, MicroBatch part)
        {
            double[] numbers = mine is null ? new double[part.Batch.Targets.Length] : [.. mine];
            collective.Sum(numbers);
            return [.. numbers.Select(n => (float)n)];
        }

        foreach (var (part, i) in Parts.Select((part, i) => (part, i)))
        {
            var isMine = i % collective.Size == collective.Rank;
            part.OldLogProbs = Shared(isMine ? part.OldLogProbs : null, part);
            if (hasReference)
                part.ReferenceLogProbs = Shared(isMine ? part.ReferenceLogProbs : null, part);
        }
    }

    /// <summary>Takes the log-probs of an update that was skipped.</summary>
    public void Restore(SkippedUpdate update)
    {
        var first = 0;
        foreach (var part in Parts)
        {
            var range = first..(first + part.Batch.Targets.Length);
            part.OldLogProbs = update.OldLogProbs[range];
            part.ReferenceLogProbs = update.ReferenceLogProbs?[range];
            first = range.End.Value;
        }
    }
}

/// <summary>Rows of one forward and backward pass, and what is known of their trained tokens before it.</summary>
internal sealed class MicroBatch(PackedBatch batch, float[] shares)
{
    /// <summary>The rows.</summary>
    public PackedBatch Batch { get; } = batch;

    /// <summary>Weight of each token in the loss sum, [trained].</summary>
    public float[] Shares { get; } = shares;

    /// <summary>Log-probs under the weights the step began with, [trained]; null while they are the current ones.</summary>
    public float[]? OldLogProbs { get; set; }

    /// <summary>Log-probs under the reference, [trained]; null without one.</summary>
    public float[]? ReferenceLogProbs { get; set; }
}
