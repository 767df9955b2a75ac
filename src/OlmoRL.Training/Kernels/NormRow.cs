using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace OlmoRL.Training.Kernels;

/// <summary>RMSNorm of one row, y = x / rms(x) * w, and its gradient; fp32 inside.</summary>
/// <remarks>With n = x / rms(x) and g = dy w: dx = (g - n mean(g n)) / rms(x), dw = dy n (arXiv 1910.07467, section 4).</remarks>
internal static unsafe class NormRow
{
    /// <summary>1 / rms(x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Factor(ushort* x, int size, double epsilon)
    {
        Vector512<float> sum = default, other = default;
        var i = 0;
        for (; i + 32 <= size; i += 32)
        {
            var (a, b) = (BFloats.Load(x + i), BFloats.Load(x + i + 16));
            sum = Vector512.FusedMultiplyAdd(a, a, sum);
            other = Vector512.FusedMultiplyAdd(b, b, other);
        }

        if (i < size)
            sum = Vector512.FusedMultiplyAdd(BFloats.Load(x + i), BFloats.Load(x + i), sum);
        return (float)(1 / Math.Sqrt(Vector512.Sum(sum + other) / (double)size + epsilon));
    }

    /// <summary>result = residual + x * factor * weight.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddScaled(ushort* residual, ushort* x, float factor, float* weight, int size, ushort* result)
    {
        var scale = Vector512.Create(factor);
        for (var i = 0; i < size; i += BFloats.Width)
            BFloats.Store(Vector512.FusedMultiplyAdd(BFloats.Load(x + i) * scale, Vector512.Load(weight + i), BFloats.Load(residual + i)), result + i);
    }

    /// <summary>result = x * factor * weight.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scale(ushort* x, float factor, float* weight, int size, ushort* result)
    {
        var scale = Vector512.Create(factor);
        for (var i = 0; i < size; i += BFloats.Width)
            BFloats.Store(BFloats.Load(x + i) * scale * Vector512.Load(weight + i), result + i);
    }

    /// <summary>The gradient of x into <paramref name="result"/>; adds that of the weight to <paramref name="weightSums"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Backward(ushort* gradient, ushort* x, float factor, float* weight, int size, ushort* result, float* weightSums)
    {
        var scale = Vector512.Create(factor);
        var dot = Vector512<float>.Zero;
        for (var i = 0; i < size; i += BFloats.Width)
        {
            var (dy, n) = (BFloats.Load(gradient + i), BFloats.Load(x + i) * scale);
            var product = dy * n;
            dot = Vector512.FusedMultiplyAdd(product, Vector512.Load(weight + i), dot);
            (Vector512.Load(weightSums + i) + product).Store(weightSums + i);
        }

        var mean = Vector512.Create(Vector512.Sum(dot) / size);
        for (var i = 0; i < size; i += BFloats.Width)
        {
            var (g, n) = (BFloats.Load(gradient + i) * Vector512.Load(weight + i), BFloats.Load(x + i) * scale);
            BFloats.Store((g - n * mean) * scale, result + i);
        }
    }
}
