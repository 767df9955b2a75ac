using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace OlmoRL.Inference.Cpu;

/// <summary>Turns 16 rows of 16 numbers into 16 columns, in registers.</summary>
internal static unsafe class SquareTranspose
{
    /// <summary>Rows and columns.</summary>
    public const int Size = 16;

    private const byte EvenLanes = 0x88;
    private const byte OddLanes = 0xDD;

    /// <summary>Whether the processor has what it takes.</summary>
    public static bool IsSupported => Avx512F.IsSupported;

    /// <summary>Turns one square.</summary>
    /// <param name="from">[16, stride], the first 16 columns.</param>
    /// <param name="stride">Numbers from row to row.</param>
    /// <param name="to">[16, toStride], the first 16 columns.</param>
    /// <param name="toStride">Numbers from row to row.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Turn(float* from, int stride, float* to, int toStride)
    {
        FourRows(from, stride, out var a0, out var a1, out var a2, out var a3);
        FourRows(from + 4 * (long)stride, stride, out var b0, out var b1, out var b2, out var b3);
        FourRows(from + 8 * (long)stride, stride, out var c0, out var c1, out var c2, out var c3);
        FourRows(from + 12 * (long)stride, stride, out var d0, out var d1, out var d2, out var d3);
        EveryFourthColumn(a0, b0, c0, d0, to, toStride);
        EveryFourthColumn(a1, b1, c1, d1, to + toStride, toStride);
        EveryFourthColumn(a2, b2, c2, d2, to + 2 * toStride, toStride);
        EveryFourthColumn(a3, b3, c3, d3, to + 3 * toStride, toStride);
    }

    /// <summary>Turns within lanes: lane i of output j holds column 4 i + j of the four rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FourRows(
        float* from, int stride, out Vector512<float> first, out Vector512<float> second, out Vector512<float> third, out Vector512<float> fourth)
    {
        var (a, b) = (Vector512.Load(from), Vector512.Load(from + stride));
        var (c, d) = (Vector512.Load(from + 2 * (long)stride), Vector512.Load(from + 3 * (long)stride));
        var (abLow, abHigh) = (Avx512F.UnpackLow(a, b).AsDouble(), Avx512F.UnpackHigh(a, b).AsDouble());
        var (cdLow, cdHigh) = (Avx512F.UnpackLow(c, d).AsDouble(), Avx512F.UnpackHigh(c, d).AsDouble());
        first = Avx512F.UnpackLow(abLow, cdLow).AsSingle();
        second = Avx512F.UnpackHigh(abLow, cdLow).AsSingle();
        third = Avx512F.UnpackLow(abHigh, cdHigh).AsSingle();
        fourth = Avx512F.UnpackHigh(abHigh, cdHigh).AsSingle();
    }

    /// <summary>Collects lanes: columns j, j + 4, j + 8 and j + 12 of all 16 rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void EveryFourthColumn(
        Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d, float* to, int toStride)
    {
        var (evenTop, oddTop) = (Avx512F.Shuffle4x128(a, b, EvenLanes), Avx512F.Shuffle4x128(a, b, OddLanes));
        var (evenBottom, oddBottom) = (Avx512F.Shuffle4x128(c, d, EvenLanes), Avx512F.Shuffle4x128(c, d, OddLanes));
        Avx512F.Shuffle4x128(evenTop, evenBottom, EvenLanes).Store(to);
        Avx512F.Shuffle4x128(oddTop, oddBottom, EvenLanes).Store(to + 4 * toStride);
        Avx512F.Shuffle4x128(evenTop, evenBottom, OddLanes).Store(to + 8 * toStride);
        Avx512F.Shuffle4x128(oddTop, oddBottom, OddLanes).Store(to + 12 * toStride);
    }
}
