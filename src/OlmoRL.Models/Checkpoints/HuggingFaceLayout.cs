using static TorchSharp.torch;

namespace OlmoRL.Models.Checkpoints;

/// <summary>The checkpoint's tensor names, each with the slice of fused storage that holds it.</summary>
public static class HuggingFaceLayout
{
    /// <summary>Views into the weights under transformers' names; the caller's dispose scope owns the views.</summary>
    public static IEnumerable<(string Name, Tensor View)> Tensors(TransformerConfig config, TransformerWeights weights)
    {
        int query = config.QuerySize, kv = config.KeyValueSize, inner = config.IntermediateSize;
        yield return ("model.embed_tokens.weight", weights.Embedding);
        for (var i = 0; i < config.LayerCount; i++)
        {
            var layer = weights.Layers[i];
            var prefix = $"model.layers.{i}.";
            yield return (prefix + "self_attn.q_proj.weight", layer.QueryKeyValue.narrow(0, 0, query));
            yield return (prefix + "self_attn.k_proj.weight", layer.QueryKeyValue.narrow(0, query, kv));
            yield return (prefix + "self_attn.v_proj.weight", layer.QueryKeyValue.narrow(0, query + kv, kv));
            yield return (prefix + "self_attn.q_norm.weight", layer.QueryNorm);
            yield return (prefix + "self_attn.k_norm.weight", layer.KeyNorm);
            yield return (prefix + "self_attn.o_proj.weight", layer.Output);
            yield return (prefix + "post_attention_layernorm.weight", layer.AttentionNorm);
            yield return (prefix + "mlp.gate_proj.weight", layer.GateUp.narrow(0, 0, inner));
            yield return (prefix + "mlp.up_proj.weight", layer.GateUp.narrow(0, inner, inner));
            yield return (prefix + "mlp.down_proj.weight", layer.Down);
            yield return (prefix + "post_feedforward_layernorm.weight", layer.MlpNorm);
        }

        yield return ("model.norm.weight", weights.FinalNorm);
        yield return ("lm_head.weight", weights.HeadRows);
    }
}
