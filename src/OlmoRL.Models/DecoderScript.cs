using OlmoRL.Models.Native;
using static TorchSharp.torch;

namespace OlmoRL.Models;

/// <summary>The arithmetic of a decoder layer, written once in TorchScript and run by learner and engine alike.</summary>
/// <remarks>
/// One call runs a dozen operators without crossing into managed code for each (1.5 us apiece, which dominates small
/// models). Gradients flow through it. Post-norm: the norms sit on the branch outputs, before the residual add, and the
/// query and key norms span the whole projection (Olmo 3 report; transformers 4.57 modeling_olmo3).
/// </remarks>
public static class DecoderScript
{
    private const string Source = """
        def rotary_rows(positions: Tensor, frequencies: Tensor, factor: float) -> List[Tensor]:
            angles = (positions.float().unsqueeze(-1) * frequencies).unsqueeze(-2)
            return [angles.cos() * factor, angles.sin() * factor]

        def rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
            x1, x2 = x.float().chunk(2, -1)
            return torch.cat([x1 * cos - x2 * sin, x2 * cos + x1 * sin], -1).to(x.dtype)

        def attention_inputs(hidden: Tensor, w_qkv: Tensor, q_norm: Tensor, k_norm: Tensor, cos: Tensor, sin: Tensor,
                             head_size: int, eps: float) -> List[Tensor]:
            q_size: int = q_norm.size(0)
            kv_size: int = k_norm.size(0)
            q, k, v = torch.linear(hidden, w_qkv).split([q_size, kv_size, kv_size], -1)
            q = torch.rms_norm(q, [q_size], q_norm, eps).unflatten(-1, [-1, head_size])
            k = torch.rms_norm(k, [kv_size], k_norm, eps).unflatten(-1, [-1, head_size])
            return [rotate(q, cos, sin), rotate(k, cos, sin), v.unflatten(-1, [-1, head_size])]

        def packed_attention(q: Tensor, k: Tensor, v: Tensor, mask: Tensor) -> Tensor:
            a = torch.scaled_dot_product_attention(q.transpose(1, 2), k.transpose(1, 2), v.transpose(1, 2), mask, 0.0,
                                                   False, scale=None, enable_gqa=q.size(2) != k.size(2))
            return a.transpose(1, 2).flatten(-2)

        def layer_outputs(hidden: Tensor, attended: Tensor, w_o: Tensor, attention_norm: Tensor, w_gate_up: Tensor,
                          w_down: Tensor, mlp_norm: Tensor, eps: float) -> Tensor:
            size: int = hidden.size(-1)
            h = hidden + torch.rms_norm(torch.linear(attended, w_o), [size], attention_norm, eps)
            gate, up = torch.linear(h, w_gate_up).chunk(2, -1)
            mlp = torch.linear(torch.silu(gate) * up, w_down)
            return h + torch.rms_norm(mlp, [size], mlp_norm, eps)

        def embed(ids: Tensor, table: Tensor) -> Tensor:
            return torch.embedding(table, ids)

        def final_norm(hidden: Tensor, norm: Tensor, eps: float) -> Tensor:
            return torch.rms_norm(hidden, [hidden.size(-1)], norm, eps)

        def head(hidden: Tensor, norm: Tensor, w_head: Tensor, eps: float) -> Tensor:
            return torch.linear(torch.rms_norm(hidden, [hidden.size(-1)], norm, eps), w_head)
        """;

    private static readonly ScriptUnit Unit = new(Source);

    /// <summary>cos and sin [..., 1, headSize / 2] of positions [...] times frequencies [headSize / 2], scaled.</summary>
    public static (Tensor Cos, Tensor Sin) RotaryRows(Tensor positions, Tensor frequencies, double factor)
    {
        var result = Unit.Invoke<Tensor[]>("rotary_rows", positions, frequencies, factor);
        return (result[0], result[1]);
    }

    /// <summary>Projections, norms and rotation; returns q [..., heads, headSize], k and v [..., kvHeads, headSize].</summary>
    public static (Tensor Query, Tensor Key, Tensor Value) AttentionInputs(
        Tensor hidden, LayerWeights layer, Tensor cos, Tensor sin, TransformerConfig config)
    {
        var result = Unit.Invoke<Tensor[]>("attention_inputs", hidden, layer.QueryKeyValue, layer.QueryNorm,
            layer.KeyNorm, cos, sin, config.HeadSize, config.RmsNormEpsilon);
        return (result[0], result[1], result[2]);
    }

    /// <summary>Masked attention over rows [rows, seq, heads, headSize]; mask [rows, 1, seq, seq], true = attend.</summary>
    public static Tensor PackedAttention(Tensor query, Tensor key, Tensor value, Tensor mask) =>
        Unit.Invoke<Tensor>("packed_attention", query, key, value, mask);

    /// <summary>Output projection, residual, SwiGLU, residual: [..., hidden] to [..., hidden].</summary>
    public static Tensor LayerOutputs(Tensor hidden, Tensor attended, LayerWeights layer, TransformerConfig config) =>
        Unit.Invoke<Tensor>("layer_outputs", hidden, attended, layer.Output, layer.AttentionNorm, layer.GateUp,
            layer.Down, layer.MlpNorm, config.RmsNormEpsilon);

    /// <summary>Rows of a table: [...] and [entries, width] to [..., width].</summary>
    public static Tensor Embed(Tensor ids, Tensor table) => Unit.Invoke<Tensor>("embed", ids, table);

    /// <summary>The final norm, [..., hidden] to [..., hidden].</summary>
    public static Tensor FinalNorm(Tensor hidden, TransformerWeights weights, TransformerConfig config) =>
        Unit.Invoke<Tensor>("final_norm", hidden, weights.FinalNorm, config.RmsNormEpsilon);

    /// <summary>Final norm and projection onto the vocabulary: [..., hidden] to [..., vocab].</summary>
    public static Tensor Head(Tensor hidden, TransformerWeights weights, TransformerConfig config) =>
        Unit.Invoke<Tensor>("head", hidden, weights.FinalNorm, weights.Head, config.RmsNormEpsilon);
}
