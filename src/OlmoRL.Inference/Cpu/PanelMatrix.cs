namespace OlmoRL.Inference.Cpu;

/// <summary>A weight matrix [outputs, inputs] laid out for products: panels of 32 outputs, each [inputs, 32].</summary>
/// <remarks>
/// A product walks a panel from end to end, so weights stream from memory in order, and every output is the sum over the
/// inputs in order whatever the number of rows: results do not depend on what was batched together.
/// </remarks>
internal readonly unsafe struct PanelMatrix(byte* address, int outputs, int inputs, int lineBytes)
{
    /// <summary>Outputs of a panel.</summary>
    public const int Width = 32;

    /// <summary>Outputs in all; the last panel is padded with zeros.</summary>
    public int Outputs => outputs;

    /// <summary>Inputs.</summary>
    public int Inputs => inputs;

    /// <summary>Panels.</summary>
    public int PanelCount => (outputs + Width - 1) / Width;

    /// <summary>Size in memory.</summary>
    public long ByteCount => (long)PanelCount * inputs * lineBytes;

    /// <summary>A panel's first byte.</summary>
    public byte* Panel(int index) => address + (long)index * inputs * lineBytes;
}
