using static TorchSharp.torch;

namespace OlmoRL.Models.Attention;

/// <summary>Attention of packed rows: causal, within a document, and within the window on sliding layers.</summary>
/// <remarks>A key is seen iff it is of the same document, not later, and (sliding) among the last `window` including self.</remarks>
public sealed class PackedRowAttention : ILayerAttention
{
    private readonly TransformerConfig _config;
    private readonly Tensor _full;
    private readonly Tensor _sliding;

    /// <summary>Builds both masks; they live in the caller's dispose scope.</summary>
    /// <param name="config">Gives the window and which layers slide.</param>
    /// <param name="documents">int64, [rows, seq]: equal ids are one document, consecutive; padding has its own id.</param>
    public PackedRowAttention(TransformerConfig config, Tensor documents)
    {
        _config = config;
        var length = documents.shape[1];
        var index = arange(length, device: documents.device);
        var age = index.unsqueeze(1) - index.unsqueeze(0); // [seq, seq], query minus key
        var causal = age >= 0;
        var sameDocument = documents.unsqueeze(2) == documents.unsqueeze(1); // [rows, seq, seq]
        _full = (sameDocument & causal).unsqueeze(1);
        _sliding = config.SlidingWindow == 0 ? _full : (_full & (age < config.SlidingWindow));
    }

    /// <inheritdoc/>
    public Tensor Attend(int layer, Tensor query, Tensor key, Tensor value) =>
        DecoderScript.PackedAttention(query, key, value, _config.IsSliding(layer) ? _sliding : _full);
}
