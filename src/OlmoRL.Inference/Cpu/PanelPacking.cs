using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace OlmoRL.Inference.Cpu;

/// <summary>Lays row-major weights out in panels.</summary>
internal static unsafe class PanelPacking
{
    private const int Width = PanelMatrix.Width;
    private const int FloatsPerLine = 16;
    private const int Depth = 64; // a tile of this many inputs stays in the first-level cache while it is turned

    /// <summary>Writes one panel from 32 rows, or fewer: the others become zeros.</summary>
    /// <param name="source">[rows, inputs]</param>
    /// <param name="rows">1 to 32.</param>
    /// <param name="inputs">Columns of the source.</param>
    /// <param name="panels">Takes [inputs, 32] in the format.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Pack<TFormat>(float* source, int rows, int inputs, PanelWriter panels)
        where TFormat : struct, IStorageFormat
    {
        var tile = stackalloc float[Depth * Width];
        var lines = stackalloc byte[Depth * TFormat.LineBytes];
        if (rows < Width)
            new Span<float>(tile, Depth * Width).Clear();
        for (var from = 0; from < inputs; from += Depth)
        {
            var depth = Math.Min(Depth, inputs - from);
            Transpose(source + from, inputs, rows, depth, tile);
            Fetch(source + from + Depth, inputs, rows, Math.Min(Depth, inputs - from - Depth));
            for (var k = 0; k < depth; k++)
                TFormat.Store(lines + k * TFormat.LineBytes, Vector512.Load(tile + k * Width), Vector512.Load(tile + k * Width + 16));
            panels.Write(lines, depth * TFormat.LineBytes);
        }
    }

    /// <summary>Asks for the next tile while this one is digested and stored: 32 short stretches are too many for the processor to foresee.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Fetch(float* source, int stride, int rows, int depth)
    {
        if (!Sse.IsSupported)
            return;
        for (var row = 0; row < rows; row++)
        {
            for (var k = 0; k < depth; k += FloatsPerLine)
                Sse.Prefetch1(source + (long)row * stride + k);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Transpose(float* source, int stride, int rows, int depth, float* tile)
    {
        int row = 0, whole = SquareTranspose.IsSupported ? depth / SquareTranspose.Size * SquareTranspose.Size : 0;
        for (; whole > 0 && row + SquareTranspose.Size <= rows; row += SquareTranspose.Size)
        {
            for (var k = 0; k < whole; k += SquareTranspose.Size)
                SquareTranspose.Turn(source + (long)row * stride + k, stride, tile + k * Width + row, Width);
            Copy(source, stride, row, row + SquareTranspose.Size, whole, depth, tile);
        }

        Copy(source, stride, row, rows, 0, depth, tile);
    }

    private static void Copy(float* source, int stride, int row, int endRow, int column, int endColumn, float* tile)
    {
        for (; row < endRow; row++)
        {
            for (var k = column; k < endColumn; k++)
                tile[k * Width + row] = source[(long)row * stride + k];
        }
    }
}
