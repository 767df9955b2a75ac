namespace OlmoRL.Inference.Cpu;

/// <summary>What a piece of the engine's weights holds.</summary>
internal enum WeightPieceKind
{
    /// <summary>Up to 32 rows of a matrix, turned.</summary>
    Panel,

    /// <summary>Rows of the embedding, each in whole lines.</summary>
    Rows,

    /// <summary>A norm's weights, fp32 in any case.</summary>
    Norm,
}

/// <summary>A stretch of the engine's weights that is written and digested by itself, so that threads can share the work.</summary>
/// <param name="kind">How it is laid out.</param>
/// <param name="source">[rows, inputs]; null where only the place matters.</param>
/// <param name="rows">Of the source.</param>
/// <param name="inputs">Columns of the source.</param>
/// <param name="at">Its first byte.</param>
/// <param name="byteCount">Its size.</param>
internal readonly unsafe struct WeightPiece(WeightPieceKind kind, float* source, int rows, int inputs, byte* at, int byteCount)
{
    /// <summary>How it is laid out.</summary>
    public WeightPieceKind Kind => kind;

    /// <summary>[rows, inputs]</summary>
    public float* Source => source;

    /// <summary>Of the source.</summary>
    public int Rows => rows;

    /// <summary>Columns of the source.</summary>
    public int Inputs => inputs;

    /// <summary>Its first byte.</summary>
    public byte* At => at;

    /// <summary>Its bytes as they are now.</summary>
    public ReadOnlySpan<byte> Bytes => new(at, byteCount);
}
