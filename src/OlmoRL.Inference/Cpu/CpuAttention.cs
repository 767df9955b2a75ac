using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace OlmoRL.Inference.Cpu;

/// <summary>Attention of one query head over the cached blocks it sees, 16 keys at a time. For one thread.</summary>
/// <remarks>It costs what its own sequence is long (on sliding layers: the window), not what the longest one is.</remarks>
internal sealed unsafe class CpuAttention<TFormat>(CpuKvCache<TFormat> cache, int headSize, int maxLength) : IDisposable
    where TFormat : struct, IStorageFormat
{
    private const int BlockSize = CpuKvCache<TFormat>.BlockSize;
    private readonly NativeBuffer _scores = new((maxLength / BlockSize + 2L) * BlockSize * sizeof(float));
    private readonly float _scale = 1 / MathF.Sqrt(headSize);

    /// <summary>Attends over positions [first, last].</summary>
    /// <param name="query">Padded to whole lines with zeros.</param>
    /// <param name="layer">Whose cache.</param>
    /// <param name="head">Key-value head.</param>
    /// <param name="blocks">Block of position p at p / 16.</param>
    /// <param name="first">First position seen.</param>
    /// <param name="last">Last position seen, at least first.</param>
    /// <param name="result">[headSize]</param>
    public void Attend(float* query, int layer, int head, ReadOnlySpan<int> blocks, int first, int last, float* result)
    {
        var scores = _scores.Floats;
        int firstBlock = first / BlockSize, count = last / BlockSize - firstBlock + 1;
        var largest = Vector512.Create(float.NegativeInfinity);
        for (var i = 0; i < count; i++)
        {
            var position = (firstBlock + i) * BlockSize;
            var keys = cache.Keys(layer, blocks[firstBlock + i], head);
            // Blocks lie anywhere, which the processor cannot foresee: the values of this one are fetched meanwhile.
            Prefetch(cache.Values(layer, blocks[firstBlock + i], head));
            if (i + 1 < count)
                Prefetch(cache.Keys(layer, blocks[firstBlock + i + 1], head));
            var score = Scores(query, keys) * _scale;
            if (position < first || position + BlockSize - 1 > last)
                score = Vector512.ConditionalSelect(Seen(position, first, last), score, Vector512.Create(float.NegativeInfinity));
            score.Store(scores + i * BlockSize);
            largest = Vector512.Max(largest, score);
        }

        var total = Exponentials(scores, count, Largest(largest));
        for (var line = 0; line < cache.HeadLines; line++)
            Mix(layer, head, line, blocks, first, last, scores - firstBlock * BlockSize, 1 / total, result);
    }

    /// <inheritdoc/>
    public void Dispose() => _scores.Dispose();

    private void Prefetch(byte* memory)
    {
        for (var at = 0; Sse.IsSupported && at < cache.HeadBytes; at += 64)
            Sse.Prefetch1(memory + at);
    }

    private static Vector512<float> Seen(int position, int first, int last)
    {
        var positions = Vector512.Create(position) + Vector512<int>.Indices;
        return (Vector512.GreaterThanOrEqual(positions, Vector512.Create(first))
            & Vector512.LessThanOrEqual(positions, Vector512.Create(last))).AsSingle();
    }

    private static float Largest(Vector512<float> values)
    {
        var half = Vector256.Max(values.GetLower(), values.GetUpper());
        var quarter = Vector128.Max(half.GetLower(), half.GetUpper());
        return MathF.Max(MathF.Max(quarter[0], quarter[1]), MathF.Max(quarter[2], quarter[3]));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Vector512<float> Scores(float* query, byte* keys)
    {
        Vector512<float> a = default, b = default, c = default, d = default;
        var dimension = 0;
        for (; dimension + 4 <= headSize; dimension += 4, keys += 2 * TFormat.LineBytes)
        {
            TFormat.Load(keys, out var k0, out var k1);
            TFormat.Load(keys + TFormat.LineBytes, out var k2, out var k3);
            a = Vector512.FusedMultiplyAdd(Vector512.Create(query[dimension]), k0, a);
            b = Vector512.FusedMultiplyAdd(Vector512.Create(query[dimension + 1]), k1, b);
            c = Vector512.FusedMultiplyAdd(Vector512.Create(query[dimension + 2]), k2, c);
            d = Vector512.FusedMultiplyAdd(Vector512.Create(query[dimension + 3]), k3, d);
        }

        for (; dimension < headSize; dimension += 2, keys += TFormat.LineBytes)
        {
            TFormat.Load(keys, out var k0, out var k1);
            a = Vector512.FusedMultiplyAdd(Vector512.Create(query[dimension]), k0, a);
            b = Vector512.FusedMultiplyAdd(Vector512.Create(query[dimension + 1]), k1, b);
        }

        return a + b + (c + d);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Exponentials(float* scores, int blocks, float largest)
    {
        var total = Vector512<float>.Zero;
        for (var i = 0; i < blocks; i++)
        {
            var weights = Vector512.Exp(Vector512.Load(scores + i * BlockSize) - Vector512.Create(largest));
            weights.Store(scores + i * BlockSize);
            total += weights;
        }

        return Vector512.Sum(total);
    }

    /// <summary>The weighted sum of 32 dimensions of the values.</summary>
    /// <param name="weights">By position.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Mix(int layer, int head, int line, ReadOnlySpan<int> blocks, int first, int last, float* weights, float scale, float* result)
    {
        Vector512<float> a = default, b = default, c = default, d = default;
        var stride = cache.HeadLines * TFormat.LineBytes;
        for (var position = first; position <= last;)
        {
            var end = Math.Min(last + 1, (position / BlockSize + 1) * BlockSize);
            var value = cache.Values(layer, blocks[position / BlockSize], head) + line * TFormat.LineBytes + position % BlockSize * stride;
            for (; position + 1 < end; position += 2, value += 2 * stride)
            {
                TFormat.Load(value, out var v0, out var v1);
                TFormat.Load(value + stride, out var v2, out var v3);
                a = Vector512.FusedMultiplyAdd(Vector512.Create(weights[position]), v0, a);
                b = Vector512.FusedMultiplyAdd(Vector512.Create(weights[position]), v1, b);
                c = Vector512.FusedMultiplyAdd(Vector512.Create(weights[position + 1]), v2, c);
                d = Vector512.FusedMultiplyAdd(Vector512.Create(weights[position + 1]), v3, d);
            }

            if (position < end)
            {
                TFormat.Load(value, out var v0, out var v1);
                a = Vector512.FusedMultiplyAdd(Vector512.Create(weights[position]), v0, a);
                b = Vector512.FusedMultiplyAdd(Vector512.Create(weights[position]), v1, b);
                position++;
            }
        }

        var (low, high) = ((a + c) * scale, (b + d) * scale);
        var from = line * PanelMatrix.Width;
        if (from + PanelMatrix.Width <= headSize)
        {
            low.Store(result + from);
            high.Store(result + from + 16);
            return;
        }

        for (var i = from; i < headSize; i++)
            result[i] = i - from < 16 ? low[i - from] : high[i - from - 16];
    }
}
