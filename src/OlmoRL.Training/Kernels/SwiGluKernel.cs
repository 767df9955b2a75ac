using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace OlmoRL.Training.Kernels;

/// <summary>SwiGLU, silu(gate) * up (arXiv 2002.05202, equation 6), and its gradient.</summary>
internal static unsafe class SwiGluKernel
{
    /// <summary>[rows, 2 size] to [rows, size].</summary>
    public static void Forward(ushort* gateUp, int rows, int size, ushort* result) => RowShares.For(rows, (_, row, end) =>
    {
        for (; row < end; row++)
            Forward(gateUp + 2L * row * size, size, result + (long)row * size);
    });

    /// <summary>The gradient of gate and up; and the product itself, which the weight's gradient needs, over its own gradient.</summary>
    /// <param name="gateUp">[rows, 2 size]; its gradient overwrites it.</param>
    /// <param name="gradient">Of the product, [rows, size]; the product overwrites it.</param>
    /// <param name="rows">Tokens.</param>
    /// <param name="size">Of gate and of up.</param>
    public static void Backward(ushort* gateUp, ushort* gradient, int rows, int size) => RowShares.For(rows, (_, row, end) =>
    {
        for (; row < end; row++)
            Backward(gateUp + 2L * row * size, size, gradient + (long)row * size);
    });

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Forward(ushort* row, int size, ushort* result)
    {
        for (var i = 0; i < size; i += BFloats.Width)
        {
            var gate = BFloats.Load(row + i);
            BFloats.Store(gate * Sigmoid(gate) * BFloats.Load(row + size + i), result + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Backward(ushort* row, int size, ushort* gradient)
    {
        for (var i = 0; i < size; i += BFloats.Width)
        {
            var (gate, up, d) = (BFloats.Load(row + i), BFloats.Load(row + size + i), BFloats.Load(gradient + i));
            var sigmoid = Sigmoid(gate);
            var silu = gate * sigmoid;
            BFloats.Store(silu * up, gradient + i);
            BFloats.Store(d * silu, row + size + i);
            BFloats.Store(d * up * (sigmoid + silu * (Vector512<float>.One - sigmoid)), row + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Sigmoid(Vector512<float> x) =>
        Vector512<float>.One / (Vector512<float>.One + PowerOfTwo.Of(x * Vector512.Create(-PowerOfTwo.PerNat)));
}
