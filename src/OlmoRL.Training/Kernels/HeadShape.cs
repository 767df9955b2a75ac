using OlmoRL.Models;

namespace OlmoRL.Training.Kernels;

/// <summary>Heads of an attention layer, and where they lie in the rows of its tensors.</summary>
/// <param name="Heads">Query heads.</param>
/// <param name="KeyValueHeads">Key-value heads; query head h attends to h / <see cref="GroupSize"/>.</param>
/// <param name="Size">Dimensions of a head; a multiple of 32.</param>
internal readonly record struct HeadShape(int Heads, int KeyValueHeads, int Size)
{
    /// <summary>Of a config.</summary>
    public static HeadShape Of(TransformerConfig config) => new(config.HeadCount, config.KeyValueHeadCount, config.HeadSize);

    /// <summary>Query heads of a key-value head.</summary>
    public int GroupSize => Heads / KeyValueHeads;

    /// <summary>Numbers of a row of queries.</summary>
    public int QuerySize => Heads * Size;

    /// <summary>Numbers of a row of keys, and of values.</summary>
    public int KeyValueSize => KeyValueHeads * Size;

    /// <summary>Numbers of a row of queries and keys.</summary>
    public int QueryKeySize => QuerySize + KeyValueSize;

    /// <summary>Numbers of a row of queries, keys and values.</summary>
    public int RowSize => QueryKeySize + KeyValueSize;
}
