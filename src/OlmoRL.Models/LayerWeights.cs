using static TorchSharp.torch;

namespace OlmoRL.Models;

/// <summary>The tensors of one decoder layer, products that share an input fused into one.</summary>
public sealed record LayerWeights
{
    /// <summary>q, k and v projections, [query + 2 kv, hidden].</summary>
    public required Tensor QueryKeyValue { get; init; }

    /// <summary>[query]; over the whole query projection.</summary>
    public required Tensor QueryNorm { get; init; }

    /// <summary>[kv]; over the whole key projection.</summary>
    public required Tensor KeyNorm { get; init; }

    /// <summary>[hidden, query]</summary>
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
