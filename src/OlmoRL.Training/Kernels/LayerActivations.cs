using static TorchSharp.torch;

namespace OlmoRL.Training.Kernels;

/// <summary>What a decoder layer keeps of its forward pass for the backward pass; bf16 where nothing else is said.</summary>
internal sealed record LayerActivations : IDisposable
{
    /// <summary>The layer's input, [tokens, hidden].</summary>
    public required Tensor Input { get; init; }

    /// <summary>Queries, keys and values as projected, [tokens, query + 2 kv].</summary>
    public required Tensor Projected { get; init; }

    /// <summary>Queries and keys after norm and rotation, [tokens, query + kv].</summary>
    public required Tensor Rotated { get; init; }

    /// <summary>1 / rms of queries and of keys, fp32, [tokens, 2].</summary>
    public required Tensor RotatedFactors { get; init; }

    /// <summary>Attention's result, [tokens, query].</summary>
    public required Tensor Attended { get; init; }

    /// <summary>log2 of attention's sums, fp32, [heads, tokens].</summary>
    public required Tensor LogSums { get; init; }

    /// <summary>The attention branch before its norm, [tokens, hidden].</summary>
    public required Tensor AttentionBranch { get; init; }

    /// <summary>1 / rms of the attention branch, fp32, [tokens].</summary>
    public required Tensor AttentionFactors { get; init; }

    /// <summary>After the attention branch was added, [tokens, hidden].</summary>
    public required Tensor Middle { get; init; }

    /// <summary>Gate and up as projected, [tokens, 2 intermediate].</summary>
    public required Tensor GateUp { get; init; }

    /// <summary>The SwiGLU branch before its norm, [tokens, hidden].</summary>
    public required Tensor MlpBranch { get; init; }

    /// <summary>1 / rms of the SwiGLU branch, fp32, [tokens].</summary>
    public required Tensor MlpFactors { get; init; }

    /// <summary>Frees everything but the input, which is the layer below's output.</summary>
    public void Dispose()
    {
        foreach (var tensor in (Tensor[])[Projected, Rotated, RotatedFactors, Attended, LogSums, AttentionBranch, AttentionFactors, Middle, GateUp, MlpBranch, MlpFactors])
            tensor.Dispose();
    }
}
