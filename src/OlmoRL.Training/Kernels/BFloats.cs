using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace OlmoRL.Training.Kernels;

/// <summary>Sixteen bf16 numbers at a time, computed with in fp32.</summary>
internal static unsafe class BFloats
{
    /// <summary>Numbers of a vector.</summary>
    public const int Width = 16;

    private const uint HighHalf = 0xffff_0000;

    /// <summary>bf16 to fp32, exact.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(ushort* from) =>
        Vector512.ShiftLeft(Avx512F.ConvertToVector512UInt32(Vector256.Load(from)), 16).AsSingle();

    /// <summary>fp32 to bf16, to the nearest, ties to even.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<float> numbers, ushort* to) =>
        Avx512F.ConvertToVector256UInt16(Vector512.ShiftRightLogical(Rounded(numbers), 16)).Store(to);

    /// <summary>Two rows as pairs: bf16 of the first in the low half of each word, of the second in the high half.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePairs(Vector512<float> first, Vector512<float> second, uint* to) =>
        (Vector512.ShiftRightLogical(Rounded(first), 16) | (Rounded(second) & Vector512.Create(HighHalf))).Store(to);

    /// <summary>One number, bf16 to fp32.</summary>
    public static float Number(ushort bits) => BitConverter.UInt32BitsToSingle((uint)bits << 16);

    /// <summary>One number, fp32 to bf16.</summary>
    public static ushort Bits(float number)
    {
        var bits = BitConverter.SingleToUInt32Bits(number);
        return (ushort)((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> Rounded(Vector512<float> numbers)
    {
        var bits = numbers.AsUInt32();
        return bits + Vector512.Create(0x7fffu) + (Vector512.ShiftRightLogical(bits, 16) & Vector512<uint>.One);
    }
}
