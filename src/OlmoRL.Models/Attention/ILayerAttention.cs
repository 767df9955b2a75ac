using static TorchSharp.torch;

namespace OlmoRL.Models.Attention;

/// <summary>How the tokens of one forward pass attend: within packed rows when training, over a KV cache when decoding.</summary>
public interface ILayerAttention
{
    /// <summary>Attends in one layer.</summary>
    /// <param name="layer">Index of the decoder layer.</param>
    /// <param name="query">[..., heads, headSize], rotated.</param>
    /// <param name="key">[..., kvHeads, headSize], rotated.</param>
    /// <param name="value">[..., kvHeads, headSize]</param>
    /// <returns>[..., heads * headSize]</returns>
    Tensor Attend(int layer, Tensor query, Tensor key, Tensor value);
}
