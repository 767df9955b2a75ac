using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace OlmoRL.Training.Kernels;

/// <summary>Copies one head out of token rows into the orders that block products read. For one thread.</summary>
/// <remarks>Tokens past the last are zero in every order.</remarks>
internal static unsafe class HeadPacking
{
    /// <summary>[padded, size], without gaps.</summary>
    public static void Rows(ushort* from, int stride, int count, int padded, int size, ushort* to)
    {
        for (var token = 0; token < count; token++)
            new ReadOnlySpan<ushort>(from + (long)token * stride, size).CopyTo(new Span<ushort>(to + (long)token * size, size));
        NativeMemory.Clear(to + (long)count * size, (nuint)((padded - count) * size * sizeof(ushort)));
    }

    /// <summary>[padded / 256, size, 256]: dimension by dimension, in tiles of keys.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void KeyColumns(ushort* rows, int padded, int size, ushort* to)
    {
        for (var token = 0; token < padded; token += 4)
        {
            ushort* a = rows + (long)token * size, b = a + size, c = b + size, d = c + size;
            var column = to + (long)(token / TileShape.Keys) * size * TileShape.Keys + token % TileShape.Keys;
            for (var i = 0; i < size; i++, column += TileShape.Keys)
                *(ulong*)column = a[i] | (ulong)b[i] << 16 | (ulong)c[i] << 32 | (ulong)d[i] << 48;
        }
    }

    /// <summary>[size / 2, 64] pairs of dimensions: the transposed tile as the second factor of a product.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void DimensionPairs(ushort* from, int stride, int count, int size, uint* to)
    {
        for (var token = 0; token < TileShape.Queries; token++)
        {
            var row = (uint*)(from + (long)token * stride);
            var isReal = token < count;
            for (var i = 0; i < size / 2; i++)
                to[i * TileShape.Queries + token] = isReal ? row[i] : 0;
        }
    }

    /// <summary>[32, size] pairs of tokens: the tile itself as the second factor of a product.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void TokenPairs(ushort* from, int stride, int count, int size, uint* to)
    {
        for (var token = 0; token < TileShape.Queries; token += 2, to += size)
        {
            ushort* first = from + (long)token * stride, second = first + stride;
            for (var i = 0; i < size; i += BFloats.Width)
            {
                var low = token < count ? Avx512F.ConvertToVector512UInt32(Vector256.Load(first + i)) : default;
                var high = token + 1 < count ? Avx512F.ConvertToVector512UInt32(Vector256.Load(second + i)) : default;
                (low | Vector512.ShiftLeft(high, 16)).Store(to + i);
            }
        }
    }

    /// <summary>Writes columns [size, 64] of fp32 as bf16 token rows.</summary>
    /// <param name="columns">Rounded in place first: the scratch memory is overwritten.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ToTokenRows(float* columns, int count, int size, ushort* to, int stride)
    {
        var rounded = (ushort*)columns;
        for (var i = 0; i < size * TileShape.Queries; i += BFloats.Width)
            BFloats.Store(Vector512.Load(columns + i), rounded + i);
        for (var token = 0; token < count; token++)
        {
            var row = to + (long)token * stride;
            for (var i = 0; i < size; i++)
                row[i] = rounded[i * TileShape.Queries + token];
        }
    }
}
