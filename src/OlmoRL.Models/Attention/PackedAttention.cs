using static TorchSharp.torch;

namespace OlmoRL.Models.Attention;

/// <summary>Chooses how the tokens of packed rows attend: one masked call where rows are short, by document where they are long.</summary>
public static class PackedAttention
{
    /// <summary>Up to here the work on masked pairs costs less than a kernel call for each document.</summary>
    private const int LongestMaskedRow = 384;

    /// <summary>The attention of one batch; it lives in the caller's dispose scope.</summary>
    /// <param name="config">Gives the window and which layers slide.</param>
    /// <param name="documents">[rows * seq]: equal ids are one document, consecutive; 0 is padding.</param>
    /// <param name="rowLength">Tokens of a row.</param>
    /// <param name="device">Where the queries will be.</param>
    public static ILayerAttention For(TransformerConfig config, long[] documents, int rowLength, Device device) =>
        rowLength <= LongestMaskedRow
            ? new PackedRowAttention(config, tensor(documents, documents.Length / rowLength, rowLength, device: device))
            : new DocumentAttention(config, documents, rowLength, device);
}
