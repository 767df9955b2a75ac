using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace OlmoRL.Inference.Cpu;

/// <summary>The arithmetic of a layer between its products, on one row.</summary>
internal static unsafe class RowMath
{
    /// <summary>result = x / rms(x) * weight.</summary>
    public static void Normalize(float* x, float* weight, int size, double epsilon, float* result)
    {
        var row = new ReadOnlySpan<float>(x, size);
        var factor = (float)(1 / Math.Sqrt(TensorPrimitives.SumOfSquares(row) / (double)size + epsilon));
        var to = new Span<float>(result, size);
        TensorPrimitives.Multiply(row, factor, to);
        TensorPrimitives.Multiply(to, new ReadOnlySpan<float>(weight, size), to);
    }

    /// <summary>hidden += branch / rms(branch) * weight. The branch is overwritten.</summary>
    public static void AddNormalized(float* hidden, float* branch, float* weight, int size, double epsilon)
    {
        Normalize(branch, weight, size, epsilon, branch);
        var to = new Span<float>(hidden, size);
        TensorPrimitives.Add(to, new ReadOnlySpan<float>(branch, size), to);
    }

    /// <summary>Turns dimension j of a head with dimension j + size / 2.</summary>
    /// <param name="head">[size]</param>
    /// <param name="cos">[size / 2]</param>
    /// <param name="sin">[size / 2]</param>
    /// <param name="size">Dimensions of the head.</param>
    public static void Rotate(float* head, float* cos, float* sin, int size)
    {
        var half = size / 2;
        var j = 0;
        for (; j + Vector256<float>.Count <= half; j += Vector256<float>.Count)
        {
            var (x, y) = (Vector256.Load(head + j), Vector256.Load(head + half + j));
            var (c, s) = (Vector256.Load(cos + j), Vector256.Load(sin + j));
            (x * c - y * s).Store(head + j);
            (y * c + x * s).Store(head + half + j);
        }

        for (; j < half; j++)
        {
            var (x, y) = (head[j], head[half + j]);
            head[j] = x * cos[j] - y * sin[j];
            head[half + j] = y * cos[j] + x * sin[j];
        }
    }

    /// <summary>result = gate * sigmoid(gate) * up, on a multiple of 16 numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SiluProduct(float* gate, float* up, int size, float* result)
    {
        for (var i = 0; i < size; i += 16)
        {
            var g = Vector512.Load(gate + i);
            (g / (Vector512<float>.One + Vector512.Exp(-g)) * Vector512.Load(up + i)).Store(result + i);
        }
    }
}
