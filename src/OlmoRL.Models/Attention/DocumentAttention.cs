using OlmoRL.Models.Native;
using static TorchSharp.torch;

namespace OlmoRL.Models.Attention;

/// <summary>Attention of packed rows, document by document: costs what the documents are long, not what the rows are.</summary>
/// <remarks>
/// Rows are cut at document borders and each piece runs the causal flash kernel, so neither a [seq, seq] mask nor work on
/// masked pairs exists. A sliding layer runs blocks of one window: each sees itself and the block before it under one
/// band mask. Pieces are cut and joined by split and cat, whose gradients cost one copy. Padding attends to nothing.
/// </remarks>
public sealed class DocumentAttention : ILayerAttention
{
    private const string Source = """
        def causal(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
            return torch.scaled_dot_product_attention(q, k, v, None, 0.0, True)

        def windowed(q: Tensor, k: Tensor, v: Tensor, window: int, band: Tensor) -> Tensor:
            qs = q.split(window, 2)
            ks = k.split(window, 2)
            vs = v.split(window, 2)
            out = [causal(qs[0], ks[0], vs[0])]
            for i in range(1, len(qs)):
                keys = torch.cat([ks[i - 1], ks[i]], 2)
                values = torch.cat([vs[i - 1], vs[i]], 2)
                mask = band[:qs[i].size(2), :keys.size(2)]
                out.append(torch.scaled_dot_product_attention(qs[i], keys, values, mask, 0.0, False))
            return torch.cat(out, 2)

        def documents(q: Tensor, k: Tensor, v: Tensor, pieces: Tensor, window: int, band: Tensor) -> Tensor:
            sizes: List[int] = pieces[0].tolist()
            real: List[int] = pieces[1].tolist()
            groups: int = q.size(-2) // k.size(-2)
            if groups > 1:
                k = k.repeat_interleave(groups, -2)
                v = v.repeat_interleave(groups, -2)
            qs = q.flatten(0, -3).transpose(0, 1).unsqueeze(0).split(sizes, 2)
            ks = k.flatten(0, -3).transpose(0, 1).unsqueeze(0).split(sizes, 2)
            vs = v.flatten(0, -3).transpose(0, 1).unsqueeze(0).split(sizes, 2)
            out: List[Tensor] = []
            for i in range(len(sizes)):
                if real[i] == 0:
                    out.append(torch.zeros_like(qs[i]))
                elif window > 0 and sizes[i] > window:
                    out.append(windowed(qs[i], ks[i], vs[i], window, band))
                else:
                    out.append(causal(qs[i], ks[i], vs[i]))
            return torch.cat(out, 2).squeeze(0).transpose(0, 1).reshape(q.shape).flatten(-2)
        """;

    private static readonly ScriptUnit Unit = new(Source);
    private readonly TransformerConfig _config;
    private readonly Tensor _pieces; // int64, [2, pieces]: tokens of each, and 1 for a document, 0 for padding
    private readonly Tensor _band;

    /// <summary>Cuts rows at document borders; what it makes lives in the caller's dispose scope.</summary>
    /// <param name="config">Gives the window and which layers slide.</param>
    /// <param name="documents">[rows * seq]: equal ids are one document, consecutive; 0 is padding.</param>
    /// <param name="rowLength">Tokens of a row.</param>
    /// <param name="device">Where the queries will be.</param>
    public DocumentAttention(TransformerConfig config, ReadOnlySpan<long> documents, int rowLength, Device device)
    {
        _config = config;
        var spans = DocumentSpan.Cut(documents, rowLength);
        _pieces = tensor((long[])[.. spans.Select(s => (long)s.Length), .. spans.Select(s => s.IsPadding ? 0L : 1L)])
            .reshape(2, spans.Length);
        var window = config.SlidingWindow;
        if (window == 0 || spans.Max(s => s.Length) <= window)
        {
            _band = zeros(1, 1, dtype: ScalarType.Bool, device: device);
            return;
        }

        // Query i of a block stands at window + i of its two blocks of keys.
        var age = (arange(window, device: device) + window).unsqueeze(1) - arange(2 * window, device: device).unsqueeze(0);
        _band = (age >= 0) & (age < window); // [window, 2 window]
    }

    /// <inheritdoc/>
    public Tensor Attend(int layer, Tensor query, Tensor key, Tensor value) =>
        Unit.Invoke<Tensor>("documents", query, key, value, _pieces,
            _config.IsSliding(layer) ? _config.SlidingWindow : 0, _band);
}
