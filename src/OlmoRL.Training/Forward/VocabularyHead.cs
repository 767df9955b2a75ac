using OlmoRL.Models.Native;
using static TorchSharp.torch;

namespace OlmoRL.Training.Forward;

/// <summary>Log-probs and entropies over the vocabulary in chunks of tokens, with a hand-written gradient.</summary>
/// <remarks>
/// The fp32 logits of all tokens never exist at once: at 100,278 tokens of vocabulary one token takes 0.4 MB. With
/// z = h W^T / T and p = softmax(z), d logp(y) / dz = onehot(y) - p; the backward pass makes z again, chunk by chunk.
/// The weight's gradient is summed in the gradient's own type, fp32, whatever the type of the products.
/// </remarks>
internal sealed class VocabularyHead(Tensor weight, double temperature, int logitsPerChunk)
{
    private const string Source = """
        def logits(h: Tensor, w: Tensor, temperature: float) -> Tensor:
            z = torch.linear(h, w).float()
            return z if temperature == 1.0 else z / temperature

        def forward(h: Tensor, w: Tensor, targets: Tensor, temperature: float) -> List[Tensor]:
            z = logits(h, w, temperature)
            lse = torch.logsumexp(z, -1)
            chosen = z.gather(-1, targets.unsqueeze(-1)).squeeze(-1) - lse
            p = torch.softmax(z, -1)
            entropy = lse - torch.bmm(p.unsqueeze(1), z.unsqueeze(2)).flatten()
            return [chosen, entropy]

        def backward(h: Tensor, w: Tensor, targets: Tensor, temperature: float, g: Tensor, w_grad: Tensor) -> Tensor:
            p = torch.softmax(logits(h, w, temperature), -1)
            g = (g / temperature).unsqueeze(-1)
            p.mul_(-g).scatter_add_(-1, targets.unsqueeze(-1), g)
            d = p.to(h.dtype)
            w_grad.add_(torch.mm(d.t(), h))
            return torch.mm(d, w)
        """;

    private static readonly ScriptUnit Unit = new(Source);

    /// <summary>log softmax(h W^T / T) at the targets and the entropy in nats, [tokens] each, without gradient.</summary>
    /// <param name="hidden">After the final norm, [tokens, hidden].</param>
    /// <param name="targets">int64, [tokens]</param>
    public (Tensor LogProbs, Tensor Entropy) Forward(Tensor hidden, Tensor targets)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        List<Tensor> logProbs = [], entropies = [];
        foreach (var (h, t) in Chunks(hidden, targets))
        {
            var pair = Unit.Invoke<Tensor[]>("forward", h, weight, t, temperature);
            logProbs.Add(pair[0]);
            entropies.Add(pair[1]);
        }

        return (cat(logProbs).MoveToOuterDisposeScope(), cat(entropies).MoveToOuterDisposeScope());
    }

    /// <summary>Adds to the weight's gradient, and returns that of the hidden states, [tokens, hidden].</summary>
    /// <param name="hidden">As in <see cref="Forward"/>.</param>
    /// <param name="targets">As in <see cref="Forward"/>.</param>
    /// <param name="gradient">Of the loss with respect to each log-prob, fp32, [tokens].</param>
    /// <param name="weightGradient">fp32, [vocab, hidden]; added to.</param>
    public Tensor Backward(Tensor hidden, Tensor targets, Tensor gradient, Tensor weightGradient)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        List<Tensor> result = [];
        var first = 0L;
        foreach (var (h, t) in Chunks(hidden, targets))
        {
            var g = gradient.narrow(0, first, h.shape[0]);
            result.Add(Unit.Invoke<Tensor>("backward", h, weight, t, temperature, g, weightGradient));
            first += h.shape[0];
        }

        return cat(result).MoveToOuterDisposeScope();
    }

    private IEnumerable<(Tensor Hidden, Tensor Targets)> Chunks(Tensor hidden, Tensor targets)
    {
        var rows = Math.Max(1, logitsPerChunk / weight.shape[0]);
        return hidden.split(rows).Zip(targets.split(rows));
    }
}
