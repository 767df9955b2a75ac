using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace OlmoRL.Inference.Cpu;

/// <summary>How 32 consecutive numbers lie in memory; arithmetic is fp32 whatever the storage.</summary>
internal unsafe interface IStorageFormat
{
    /// <summary>Size of 32 numbers.</summary>
    static abstract int LineBytes { get; }

    /// <summary>Loads 32 numbers: the first 16, and the other 16.</summary>
    static abstract void Load(byte* line, out Vector512<float> first, out Vector512<float> second);

    /// <summary>Stores 32 numbers.</summary>
    static abstract void Store(byte* line, Vector512<float> first, Vector512<float> second);

    /// <summary>Stores one of the 32.</summary>
    static abstract void StoreOne(byte* line, int index, float value);
}

/// <summary>32 bits a number.</summary>
internal readonly unsafe struct Fp32Storage : IStorageFormat
{
    /// <inheritdoc/>
    public static int LineBytes => 128;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load(byte* line, out Vector512<float> first, out Vector512<float> second) =>
        (first, second) = (Vector512.Load((float*)line), Vector512.Load((float*)line + 16));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(byte* line, Vector512<float> first, Vector512<float> second)
    {
        first.Store((float*)line);
        second.Store((float*)line + 16);
    }

    /// <inheritdoc/>
    public static void StoreOne(byte* line, int index, float value) => ((float*)line)[index] = value;
}

/// <summary>16 bits a number, rounded to nearest even.</summary>
/// <remarks>
/// Numbers i and i + 16 share a 32-bit word, the first in its low half: a shift and a mask widen both without a shuffle.
/// </remarks>
internal readonly unsafe struct Bf16Storage : IStorageFormat
{
    private const uint HighHalf = 0xFFFF0000;

    /// <inheritdoc/>
    public static int LineBytes => 64;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load(byte* line, out Vector512<float> first, out Vector512<float> second)
    {
        var words = Vector512.Load((uint*)line);
        first = (words << 16).AsSingle();
        second = (words & Vector512.Create(HighHalf)).AsSingle();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(byte* line, Vector512<float> first, Vector512<float> second) =>
        ((Round(first) >> 16) | (Round(second) & Vector512.Create(HighHalf))).Store((uint*)line);

    /// <inheritdoc/>
    public static void StoreOne(byte* line, int index, float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        ((ushort*)line)[index < 16 ? 2 * index : 2 * (index - 16) + 1] = (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> Round(Vector512<float> values)
    {
        var bits = values.AsUInt32();
        return bits + Vector512.Create(0x7FFFu) + ((bits >> 16) & Vector512<uint>.One);
    }
}
