using OlmoRL.Models.Attention;
using static TorchSharp.torch;

namespace OlmoRL.Models;

/// <summary>The Olmo 3 decoder: token ids in, hidden states and logits out. One definition for learner and engine.</summary>
public sealed class CausalLanguageModel : IDisposable
{
    private readonly RotaryEmbedding _rotary;

    /// <summary>Disposing it disposes the weights.</summary>
    public CausalLanguageModel(TransformerConfig config, TransformerWeights weights)
    {
        (Config, Weights) = (config, weights);
        _rotary = new RotaryEmbedding(config, weights.Embedding.device);
    }

    /// <summary>The shape.</summary>
    public TransformerConfig Config { get; }

    /// <summary>The tensors; an engine swaps them between two steps.</summary>
    public TransformerWeights Weights { get; set; }

    /// <summary>Runs the decoder layers. The result is before the final norm.</summary>
    /// <param name="tokens">int64, [...]</param>
    /// <param name="positions">int64, [...]; of each token within its document.</param>
    /// <param name="attention">How tokens see one another.</param>
    /// <returns>[..., hidden]</returns>
    public Tensor Forward(Tensor tokens, Tensor positions, ILayerAttention attention)
    {
        using var scope = NewDisposeScope();
        var rotary = Rotary(positions);
        var hidden = Embed(tokens);
        for (var i = 0; i < Config.LayerCount; i++)
            hidden = Layer(i, hidden, rotary, attention);
        return hidden.MoveToOuterDisposeScope();
    }

    /// <summary>Rotations of some positions, for <see cref="Layer"/>; the caller owns them.</summary>
    /// <param name="positions">int64, [...]; of each token within its document.</param>
    public RotaryRows Rotary(Tensor positions) => _rotary.Rows(positions);

    /// <summary>[...] to [..., hidden]</summary>
    public Tensor Embed(Tensor tokens) => DecoderScript.Embed(tokens, Weights.Embedding);

    /// <summary>One decoder layer, [..., hidden] to [..., hidden].</summary>
    public Tensor Layer(int index, Tensor hidden, RotaryRows rotary, ILayerAttention attention)
    {
        using var scope = NewDisposeScope();
        var layer = Weights.Layers[index];
        var sliding = Config.IsSliding(index);
        var (query, key, value) = DecoderScript.AttentionInputs(hidden, layer,
            sliding ? rotary.CosSliding : rotary.CosFull, sliding ? rotary.SinSliding : rotary.SinFull, Config);
        var attended = attention.Attend(index, query, key, value);
        return DecoderScript.LayerOutputs(hidden, attended, layer, Config).MoveToOuterDisposeScope();
    }

    /// <summary>The final norm, [..., hidden] to [..., hidden].</summary>
    public Tensor FinalNorm(Tensor hidden) => DecoderScript.FinalNorm(hidden, Weights, Config);

    /// <summary>Final norm and vocabulary projection, [..., hidden] to [..., vocab].</summary>
    public Tensor Logits(Tensor hidden) => DecoderScript.Head(hidden, Weights, Config);

    /// <summary>Frees what this object made, for an owner that shares the weights.</summary>
    public void DisposeTables() => _rotary.Dispose();

    /// <inheritdoc/>
    public void Dispose()
    {
        DisposeTables();
        Weights.Dispose();
    }
}
