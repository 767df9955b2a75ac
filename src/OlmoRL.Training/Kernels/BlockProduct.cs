using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using OlmoRL.Models.Native;

namespace OlmoRL.Training.Kernels;

/// <summary>Small products of bf16 matrices into fp32, C = A B or C += A B, as oneDNN compiles them for this processor.</summary>
/// <remarks>
/// libtorch has no C interface for it; the name is that of at::native::cpublas::brgemm, which libtorch's own attention
/// uses on processors with matrix units. B lies in pairs of rows: element (k, n) at ((k / 2) * columns + n) * 2 + k % 2.
/// Kernels are compiled for each shape and stride at first use (0.1 ms): callers keep to few.
/// </remarks>
internal static unsafe class BlockProduct
{
    private const string Symbol = "_ZN2at6native7cpublas6brgemmEllllllbPKN3c108BFloat16ES5_Pfb";
    private const int FeaturesLeaf = 7;
    private const int BFloat16Bit = 5;

    private static readonly delegate* unmanaged<long, long, long, long, long, long, byte, ushort*, ushort*, float*, byte, void> Function =
        (delegate* unmanaged<long, long, long, long, long, long, byte, ushort*, ushort*, float*, byte, void>)TorchRuntime.FindSymbol(Symbol);

    /// <summary>Whether processor and library have it.</summary>
    public static bool IsSupported { get; } = Function is not null && HasBFloat16Products();

    /// <summary>C [rows, columns], without gaps.</summary>
    /// <param name="rows">Of A and C.</param>
    /// <param name="columns">Of B and C.</param>
    /// <param name="inner">Columns of A, rows of B; even.</param>
    /// <param name="a">Row-major.</param>
    /// <param name="aStride">Between rows of A.</param>
    /// <param name="b">In pairs of rows.</param>
    /// <param name="c">Row-major.</param>
    /// <param name="add">Add to C instead of overwriting it.</param>
    public static void Multiply(int rows, int columns, int inner, ushort* a, int aStride, ushort* b, float* c, bool add) =>
        Function(rows, columns, inner, aStride, columns, columns, add ? (byte)1 : (byte)0, a, b, c, 1);

    private static bool HasBFloat16Products() =>
        Vector512.IsHardwareAccelerated && Avx512BW.IsSupported && Avx512DQ.IsSupported
        && (X86Base.CpuId(FeaturesLeaf, 1).Eax >> BFloat16Bit & 1) != 0;
}
