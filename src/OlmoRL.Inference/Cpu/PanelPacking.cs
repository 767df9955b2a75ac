using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace OlmoRL.Inference.Cpu;

/// <summary>Lays row-major weights out in panels.</summary>
internal static unsafe class PanelPacking
{
    private const int Depth = 64; // a tile of this many inputs stays in the first-level cache while it is turned

    /// <summary>Fills one panel from 32 rows, or fewer: the others become zeros.</summary>
    /// <param name="source">[rows, inputs]</param>
    /// <param name="rows">1 to 32.</param>
    /// <param name="inputs">Columns of the source.</param>
    /// <param name="panel">[inputs, 32] in the format.</param>
    public static void Pack<TFormat>(float* source, int rows, int inputs, byte* panel)
        where TFormat : struct, IStorageFormat
    {
        var tile = stackalloc float[Depth * PanelMatrix.Width];
        if (rows < PanelMatrix.Width)
            new Span<float>(tile, Depth * PanelMatrix.Width).Clear();
        for (var from = 0; from < inputs; from += Depth)
        {
            var depth = Math.Min(Depth, inputs - from);
            Transpose(source + from, inputs, rows, depth, tile);
            for (var k = 0; k < depth; k++, panel += TFormat.LineBytes)
                TFormat.Store(panel, Vector512.Load(tile + k * PanelMatrix.Width), Vector512.Load(tile + k * PanelMatrix.Width + 16));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Transpose(float* source, int stride, int rows, int depth, float* tile)
    {
        var row = 0;
        if (Sse.IsSupported && depth % 4 == 0)
        {
            for (; row + 4 <= rows; row += 4)
            {
                var from = source + (long)row * stride;
                for (var k = 0; k < depth; k += 4)
                    Transpose4(from + k, stride, tile + k * PanelMatrix.Width + row);
            }
        }

        for (; row < rows; row++)
        {
            for (var k = 0; k < depth; k++)
                tile[k * PanelMatrix.Width + row] = source[(long)row * stride + k];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose4(float* from, int stride, float* to)
    {
        var (a, b) = (Vector128.Load(from), Vector128.Load(from + stride));
        var (c, d) = (Vector128.Load(from + 2 * stride), Vector128.Load(from + 3 * stride));
        var (ab, cd) = (Sse.UnpackLow(a, b), Sse.UnpackLow(c, d));
        var (abHigh, cdHigh) = (Sse.UnpackHigh(a, b), Sse.UnpackHigh(c, d));
        Sse.MoveLowToHigh(ab, cd).Store(to);
        Sse.MoveHighToLow(cd, ab).Store(to + PanelMatrix.Width);
        Sse.MoveLowToHigh(abHigh, cdHigh).Store(to + 2 * PanelMatrix.Width);
        Sse.MoveHighToLow(cdHigh, abHigh).Store(to + 3 * PanelMatrix.Width);
    }
}
