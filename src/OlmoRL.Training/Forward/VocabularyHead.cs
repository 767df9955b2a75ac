using OlmoRL.Models.Native;
using OlmoRL.Training.Kernels;
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

        def backward(h: Tensor, w: Tensor, targets: Tensor, temperature: float, g: Tensor) -> Tensor:
            p = torch.softmax(logits(h, w, temperature), -1)
            g = (g / temperature).unsqueeze(-1)
            p.mul_(-g).scatter_add_(-1, targets.unsqueeze(-1), g)
            return p.to(h.dtype)
        """;

    private static readonly ScriptUnit Unit = new(Source);

    private readonly VocabularyKernel? _kernel = weight.dtype == ScalarType.BFloat16 && KernelSupport.IsAvailable(weight.device)
        ? new VocabularyKernel((int)weight.shape[0], temperature)
        : null;

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
            var (chosen, entropy) = ForwardChunk(h, t);
            logProbs.Add(chosen);
            entropies.Add(entropy);
        }

        return (cat(logProbs).MoveToOuterDisposeScope(), cat(entropies).MoveToOuterDisposeScope());
    }

    /// <summary>Adds to the weight's gradient, and returns that of the hidden states, [tokens, hidden].</summary>
    /// <param name="hidden">As in <see cref="Forward"/>.</param>
    /// <param name="targets">As in <see cref="Forward"/>.</param>
    /// <param name="logProbs">What <see cref="Forward"/> returned.</param>
    /// <param name="gradient">Of the loss with respect to each log-prob, fp32, [tokens].</param>
    /// <param name="weightGradient">fp32, [vocab, hidden]; added to.</param>
    public Tensor Backward(Tensor hidden, Tensor targets, Tensor logProbs, Tensor gradient, Tensor weightGradient)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        List<Tensor> result = [];
        var first = 0L;
        foreach (var (h, t) in Chunks(hidden, targets))
        {
            using var chunk = NewDisposeScope();
            var rows = h.shape[0];
            var d = LogitGradient(h, t, logProbs.narrow(0, first, rows), gradient.narrow(0, first, rows));
            MatrixProduct.AddWeightGradient(d, h, weightGradient);
            result.Add(MatrixProduct.InputGradient(d, weight).MoveToOuterDisposeScope());
            first += rows;
        }

        return cat(result).MoveToOuterDisposeScope();
    }

    private (Tensor LogProbs, Tensor Entropy) ForwardChunk(Tensor hidden, Tensor targets)
    {
        if (_kernel is null)
        {
            var pair = Unit.Invoke<Tensor[]>("forward", hidden, weight, targets, temperature);
            return (pair[0], pair[1]);
        }

        using var logits = MatrixProduct.Project(hidden, weight);
        var (chosen, entropy) = (empty(hidden.shape[0], dtype: ScalarType.Float32), empty(hidden.shape[0], dtype: ScalarType.Float32));
        _kernel.Forward(logits, targets, chosen, entropy);
        return (chosen, entropy);
    }

    /// <summary>[tokens, vocab], in the type of the hidden states.</summary>
    private Tensor LogitGradient(Tensor hidden, Tensor targets, Tensor logProbs, Tensor gradient)
    {
        if (_kernel is null)
            return Unit.Invoke<Tensor>("backward", hidden, weight, targets, temperature, gradient);
        var logits = MatrixProduct.Project(hidden, weight);
        _kernel.Backward(logits, targets, logProbs, gradient);
        return logits;
    }

    private IEnumerable<(Tensor Hidden, Tensor Targets)> Chunks(Tensor hidden, Tensor targets)
    {
        var rows = Math.Max(1, logitsPerChunk / weight.shape[0]);
        return hidden.split(rows).Zip(targets.split(rows));
    }
}
