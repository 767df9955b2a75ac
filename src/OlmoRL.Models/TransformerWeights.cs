using static TorchSharp.torch;

namespace OlmoRL.Models;

/// <summary>The tensors of one decoder layer, products that share an input fused into one.</summary>
public sealed record LayerWeights
{
    /// <summary>q, k and v projections, [hidden + 2 kv, hidden].</summary>
    public required Tensor QueryKeyValue { get; init; }

    /// <summary>[hidden]; over the whole query projection.</summary>
    public required Tensor QueryNorm { get; init; }

    /// <summary>[kv]; over the whole key projection.</summary>
    public required Tensor KeyNorm { get; init; }

    /// <summary>[hidden, hidden]</summary>
    public required Tensor Output { get; init; }

    /// <summary>[hidden]; on the attention branch before the residual add.</summary>
    public required Tensor AttentionNorm { get; init; }

    /// <summary>gate and up projections, [2 intermediate, hidden].</summary>
    public required Tensor GateUp { get; init; }

    /// <summary>[hidden, intermediate]</summary>
    public required Tensor Down { get; init; }

    /// <summary>[hidden]; on the SwiGLU branch before the residual add.</summary>
    public required Tensor MlpNorm { get; init; }

    /// <summary>In a fixed order.</summary>
    public IEnumerable<Tensor> All => [QueryKeyValue, QueryNorm, KeyNorm, Output, AttentionNorm, GateUp, Down, MlpNorm];
}

/// <summary>All tensors of a model in the form that the forward pass reads; owns them.</summary>
/// <remarks>
/// Fused storage is the storage: learner, engine and optimizer see the fused tensors, and the checkpoint's names are
/// slices of them (see <see cref="OlmoRL.Models.Checkpoints.HuggingFaceLayout"/>), so weights never exist twice.
/// </remarks>
public sealed class TransformerWeights : IDisposable
{
    private TransformerWeights(Tensor embedding, LayerWeights[] layers, Tensor finalNorm, Tensor head)
    {
        (Embedding, Layers, FinalNorm, Head) = (embedding, layers, finalNorm, head);
    }

    /// <summary>[vocab, hidden]</summary>
    public Tensor Embedding { get; }

    /// <summary>From the first to the last.</summary>
    public IReadOnlyList<LayerWeights> Layers { get; }

    /// <summary>[hidden]</summary>
    public Tensor FinalNorm { get; }

    /// <summary>[vocab, hidden]</summary>
    public Tensor Head { get; }

    /// <summary>Every tensor, in a fixed order.</summary>
    public IReadOnlyList<Tensor> All =>
        [Embedding, .. Layers.SelectMany(l => l.All), FinalNorm, Head];

    /// <summary>Allocates the tensors of a config without setting them.</summary>
    public static TransformerWeights Allocate(TransformerConfig config, ScalarType dtype, Device device)
    {
        Tensor New(params long[] shape) => empty(shape, dtype: dtype, device: device).DetachFromDisposeScope();
        int hidden = config.HiddenSize, kv = config.KeyValueSize, inner = config.IntermediateSize;
        var layers = Enumerable.Range(0, config.LayerCount).Select(_ => new LayerWeights
        {
            QueryKeyValue = New(hidden + 2 * kv, hidden),
            QueryNorm = New(hidden),
            KeyNorm = New(kv),
            Output = New(hidden, hidden),
            AttentionNorm = New(hidden),
            GateUp = New(2 * inner, hidden),
            Down = New(hidden, inner),
            MlpNorm = New(hidden),
        });
        return new TransformerWeights(
            New(config.VocabularySize, hidden), [.. layers], New(hidden), New(config.VocabularySize, hidden));
    }

    /// <summary>Initial weights: normal with the config's deviation cut at 3 deviations, norms 1.</summary>
    /// <remarks>OLMo-core's init method `normal`.</remarks>
    public static TransformerWeights Initialize(TransformerConfig config, ulong seed, Device device)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var weights = Allocate(config, ScalarType.Float32, device);
        var generator = new Generator(seed, device);
        foreach (var tensor in weights.All)
        {
            if (tensor.dim() == 1)
            {
                _ = tensor.fill_(1);
                continue;
            }

            var draw = randn(tensor.shape, generator: generator, device: device);
            _ = tensor.copy_(draw.clamp(-3, 3).mul_(config.InitializerRange));
        }

        return weights;
    }

    /// <summary>Overwrites these tensors with another's values, cast to this dtype.</summary>
    public void CopyFrom(TransformerWeights source)
    {
        using var guard = no_grad();
        foreach (var (to, from) in All.Zip(source.All))
            to.copy_(from);
    }

    /// <summary>Turns gradients on or off for every tensor.</summary>
    public TransformerWeights RequireGradients(bool required = true)
    {
        foreach (var tensor in All)
            tensor.requires_grad_(required);
        return this;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in All)
            tensor.Dispose();
    }
}
