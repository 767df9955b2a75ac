using OlmoRL.Batching;
using OlmoRL.Models;
using OlmoRL.Models.Attention;
using static TorchSharp.torch;

namespace OlmoRL.Training;

/// <summary>Runs packed rows through the model and returns the log-prob of every trained token.</summary>
public static class PolicyForward
{
    /// <summary>The result lives in the caller's dispose scope and carries a gradient where grad mode is on.</summary>
    /// <returns>Log-probs and entropies of the batch's trained tokens, [trained] each.</returns>
    public static (Tensor LogProbs, Tensor Entropy) LogProbs(CausalLanguageModel model, PackedBatch batch, double temperature)
    {
        using var scope = NewDisposeScope();
        var device = model.Weights.Embedding.device;
        Tensor Rows(long[] values) => tensor(values, batch.RowCount, batch.RowLength, device: device);
        var attention = new PackedRowAttention(model.Config, Rows(batch.Documents));
        var hidden = model.Forward(Rows(batch.TokenIds), Rows(batch.Positions), attention); // [rows, seq, hidden]

        // Only the states that predict a trained token meet the vocabulary: [trained, hidden].
        var predicting = hidden.flatten(0, 1).index_select(0, tensor(batch.Predictors, device: device));
        var (logProbs, entropy) = TokenLogProbs.Compute(
            model.Logits(predicting), tensor(batch.Targets, device: device), temperature);
        return (logProbs.MoveToOuterDisposeScope(), entropy.MoveToOuterDisposeScope());
    }
}
