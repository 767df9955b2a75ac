using static TorchSharp.torch;

namespace OlmoRL.Models;

/// <summary>Log-probabilities of given tokens, and the entropy of the distributions they were drawn from.</summary>
public static class TokenLogProbs
{
    /// <summary>log softmax(logits / temperature), gathered at the targets.</summary>
    /// <param name="logits">[tokens, vocab], fp32</param>
    /// <param name="targets">int64, [tokens]</param>
    /// <param name="temperature">What the engine divided by.</param>
    /// <returns>Log-probs [tokens], with gradient; entropy in nats [tokens], without.</returns>
    public static (Tensor LogProbs, Tensor Entropy) Compute(Tensor logits, Tensor targets, double temperature)
    {
        using var scope = NewDisposeScope();
        var all = nn.functional.log_softmax(temperature == 1.0 ? logits : logits / temperature, -1);
        var chosen = all.gather(-1, targets.unsqueeze(-1)).squeeze(-1);
        Tensor entropy;
        using (no_grad())
            entropy = -(all.exp() * all).sum(-1);
        return (chosen.MoveToOuterDisposeScope(), entropy.MoveToOuterDisposeScope());
    }
}
