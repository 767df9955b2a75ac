using static TorchSharp.torch;

namespace OlmoRL.Training.Preferences;

/// <summary>Log-probs of whole answers, summed over their trained tokens, and how many those are. All [pairs], fp32.</summary>
/// <param name="Chosen">Of the chosen answer.</param>
/// <param name="Rejected">Of the rejected one.</param>
/// <param name="ChosenTokens">Trained tokens of the chosen answer.</param>
/// <param name="RejectedTokens">Trained tokens of the rejected one.</param>
public sealed record PairLogProbs(Tensor Chosen, Tensor Rejected, Tensor ChosenTokens, Tensor RejectedTokens)
{
    /// <summary>Sums the log-probs of trained tokens by response: 2i is the chosen answer of pair i, 2i + 1 the rejected.</summary>
    /// <param name="logProbs">[trained]</param>
    /// <param name="responses">[trained]</param>
    /// <param name="pairCount">Pairs in the batch.</param>
    public static PairLogProbs Of(Tensor logProbs, int[] responses, int pairCount)
    {
        var index = tensor(Array.ConvertAll(responses, r => (long)r), device: logProbs.device);
        Tensor PerPair(Tensor values) =>
            zeros(2 * pairCount, device: logProbs.device).index_add(0, index, values, 1).reshape(pairCount, 2);
        var (sums, counts) = (PerPair(logProbs), PerPair(ones_like(logProbs)));
        return new PairLogProbs(sums.select(1, 0), sums.select(1, 1), counts.select(1, 0), counts.select(1, 1));
    }

    /// <summary>The mean over trained tokens, or the sum; (chosen, rejected).</summary>
    public (Tensor Chosen, Tensor Rejected) Reduce(bool averaged) =>
        averaged ? (Chosen / ChosenTokens, Rejected / RejectedTokens) : (Chosen, Rejected);
}
