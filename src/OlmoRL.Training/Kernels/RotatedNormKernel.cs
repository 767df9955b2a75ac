using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace OlmoRL.Training.Kernels;

/// <summary>Norms queries and keys over their whole projection and rotates each head, in one pass over the rows.</summary>
/// <param name="heads">Shape.</param>
/// <param name="epsilon">Of the norm.</param>
internal sealed unsafe class RotatedNormKernel(HeadShape heads, double epsilon)
{
    /// <summary>Norms and rotates.</summary>
    /// <param name="projected">[rows, query + 2 kv]</param>
    /// <param name="queryNorm">[query]</param>
    /// <param name="keyNorm">[kv]</param>
    /// <param name="cos">[rows, size / 2]</param>
    /// <param name="sin">[rows, size / 2]</param>
    /// <param name="rows">Tokens.</param>
    /// <param name="result">[rows, query + kv]</param>
    /// <param name="factors">[rows, 2]: 1 / rms of queries and of keys.</param>
    public void Forward(
        ushort* projected, NormWeights queryNorm, NormWeights keyNorm, float* cos, float* sin, int rows, ushort* result, float* factors) =>
        RowShares.For(rows, (_, row, end) =>
        {
            for (; row < end; row++)
            {
                ushort* from = projected + (long)row * heads.RowSize, to = result + (long)row * heads.QueryKeySize;
                var angle = (long)row * heads.Size / 2;
                factors[2 * row] = NormRow.Factor(from, heads.QuerySize, epsilon);
                factors[2 * row + 1] = NormRow.Factor(from + heads.QuerySize, heads.KeyValueSize, epsilon);
                Rotate(from, factors[2 * row], queryNorm, cos + angle, sin + angle, to);
                Rotate(from + heads.QuerySize, factors[2 * row + 1], keyNorm, cos + angle, sin + angle, to + heads.QuerySize);
            }
        });

    /// <summary>Turns gradients of rotated queries and keys into those of their projections, in place.</summary>
    /// <param name="gradient">[rows, query + 2 kv]; values' gradients stay.</param>
    /// <param name="projected">As forward.</param>
    /// <param name="factors">As forward.</param>
    /// <param name="queryNorm">Its sums are added to.</param>
    /// <param name="keyNorm">Its sums are added to.</param>
    /// <param name="cos">As forward.</param>
    /// <param name="sin">As forward.</param>
    /// <param name="rows">Tokens.</param>
    public void Backward(
        ushort* gradient, ushort* projected, float* factors, NormWeights queryNorm, NormWeights keyNorm, float* cos, float* sin, int rows) =>
        RowShares.For(rows, (share, row, end) =>
        {
            for (; row < end; row++)
            {
                ushort* at = gradient + (long)row * heads.RowSize, from = projected + (long)row * heads.RowSize;
                var angle = (long)row * heads.Size / 2;
                RotateBack(at, heads.QueryKeySize / heads.Size, cos + angle, sin + angle);
                NormRow.Backward(at, from, factors[2 * row], queryNorm.Values, heads.QuerySize, at, queryNorm.Sums(share));
                NormRow.Backward(at + heads.QuerySize, from + heads.QuerySize, factors[2 * row + 1], keyNorm.Values, heads.KeyValueSize,
                    at + heads.QuerySize, keyNorm.Sums(share));
            }
        });

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Rotate(ushort* from, float factor, NormWeights norm, float* cos, float* sin, ushort* to)
    {
        var (half, scale) = (heads.Size / 2, Vector512.Create(factor));
        for (var head = 0; head < norm.Size; head += heads.Size)
        {
            for (var i = 0; i < half; i += BFloats.Width)
            {
                var x = BFloats.Load(from + head + i) * scale * Vector512.Load(norm.Values + head + i);
                var y = BFloats.Load(from + head + half + i) * scale * Vector512.Load(norm.Values + head + half + i);
                var (c, s) = (Vector512.Load(cos + i), Vector512.Load(sin + i));
                BFloats.Store(x * c - y * s, to + head + i);
                BFloats.Store(y * c + x * s, to + head + half + i);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RotateBack(ushort* gradient, int count, float* cos, float* sin)
    {
        var half = heads.Size / 2;
        for (var head = gradient; head < gradient + count * heads.Size; head += heads.Size)
        {
            for (var i = 0; i < half; i += BFloats.Width)
            {
                var (x, y) = (BFloats.Load(head + i), BFloats.Load(head + half + i));
                var (c, s) = (Vector512.Load(cos + i), Vector512.Load(sin + i));
                BFloats.Store(x * c + y * s, head + i);
                BFloats.Store(y * c - x * s, head + half + i);
            }
        }
    }
}
