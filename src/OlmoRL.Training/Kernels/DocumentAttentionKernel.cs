using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using OlmoRL.Models.Attention;

namespace OlmoRL.Training.Kernels;

/// <summary>Attention of packed rows in bf16, document by document and head by head, without a [seq, seq] matrix in memory.</summary>
/// <remarks>
/// FlashAttention-2 (arXiv 2307.08691, algorithm 1) on tiles of 64 queries and up to 256 keys. Scores are kept transposed,
/// a column for each query, so that maxima and sums over keys need no step across a vector, and the weights leave the
/// exponential in the pairs of keys that the next product reads. Scores and sums are fp32; weights are rounded to bf16.
/// </remarks>
/// <param name="spans">How the rows are cut.</param>
/// <param name="heads">Shape.</param>
/// <param name="window">Keys a query sees, itself included; 0 sees all before it.</param>
internal sealed unsafe class DocumentAttentionKernel(DocumentSpan[] spans, HeadShape heads, int window)
{
    private readonly float _scale = PowerOfTwo.PerNat / MathF.Sqrt(heads.Size);

    /// <summary>Attends.</summary>
    /// <param name="queryKey">[tokens, query + kv]: rotated queries and keys.</param>
    /// <param name="value">[tokens, kv] within rows of <paramref name="valueStride"/>.</param>
    /// <param name="valueStride">Between rows of values.</param>
    /// <param name="result">[tokens, query]; padding gets zeros.</param>
    /// <param name="logSums">[heads, tokens]: log2 of the sum of the exponentials, for the backward pass.</param>
    /// <param name="tokens">Of all rows.</param>
    public void Forward(ushort* queryKey, ushort* value, int valueStride, ushort* result, float* logSums, int tokens)
    {
        foreach (var padding in spans.Where(s => s.IsPadding))
            NativeMemory.Clear(result + (long)padding.Start * heads.QuerySize, (nuint)((long)padding.Length * heads.QuerySize * sizeof(ushort)));
        var items = DocumentHead.LongestFirst(spans, heads);
        TorchTeam.For(items.Length, i =>
        {
            var (span, kv) = items[i];
            using var memory = new Scratch(ScratchBytes(span.Length));
            var padded = TileShape.Padded(span.Length);
            ushort* keys = memory.Take<ushort>((long)padded * heads.Size), values = memory.Take<ushort>((long)padded * heads.Size);
            var valueColumns = memory.Take<ushort>((long)(padded + TileShape.Keys) * heads.Size);
            var first = queryKey + (long)span.Start * heads.QueryKeySize;
            HeadPacking.Rows(first + heads.QuerySize + kv * heads.Size, heads.QueryKeySize, span.Length, padded, heads.Size, keys);
            HeadPacking.Rows(value + (long)span.Start * valueStride + kv * heads.Size, valueStride, span.Length, padded, heads.Size, values);
            HeadPacking.KeyColumns(values, padded, heads.Size, valueColumns);
            var tile = new Tile(memory, heads.Size);
            for (var head = kv * heads.GroupSize; head < (kv + 1) * heads.GroupSize; head++)
            {
                for (var query = 0; query < span.Length; query += TileShape.Queries)
                {
                    var count = Math.Min(TileShape.Queries, span.Length - query);
                    HeadPacking.DimensionPairs(first + (long)query * heads.QueryKeySize + head * heads.Size, heads.QueryKeySize, count, heads.Size, tile.Queries);
                    Attend(tile, keys, valueColumns, query);
                    Write(tile, count, result + ((long)span.Start + query) * heads.QuerySize + head * heads.Size,
                        logSums + (long)head * tokens + span.Start + query);
                }
            }
        });
    }

    private long ScratchBytes(int length) =>
        (3L * (TileShape.Padded(length) + TileShape.Keys) * heads.Size * sizeof(ushort)) + Tile.ByteCount(heads.Size);

    /// <summary>One tile of queries over all the keys it sees.</summary>
    private void Attend(Tile tile, ushort* keys, ushort* valueColumns, int query)
    {
        tile.Clear(heads.Size);
        foreach (var (first, count) in TileShape.KeyTiles(query, window))
        {
            BlockProduct.Multiply(count, TileShape.Queries, heads.Size, keys + (long)first * heads.Size, heads.Size, (ushort*)tile.Queries, tile.Scores, add: false);
            TileMask.Apply(tile.Scores, first, count, query, window);
            for (var column = 0; column < TileShape.Queries; column += BFloats.Width)
                Soften(tile, column, count);
            var values = valueColumns + (long)(first / TileShape.Keys) * heads.Size * TileShape.Keys + first % TileShape.Keys;
            BlockProduct.Multiply(heads.Size, TileShape.Queries, count, values, TileShape.Keys, (ushort*)tile.Weights, tile.Mixed, add: true);
        }
    }

    /// <summary>Sixteen queries: new maxima, the sums so far scaled to them, and the tile's exponentials.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Soften(Tile tile, int column, int keys)
    {
        var scores = tile.Scores + column;
        var a = Vector512.Load(scores);
        var b = Vector512.Load(scores + TileShape.Queries);
        for (var key = 2; key < keys; key += 2)
        {
            a = Vector512.MaxNative(a, Vector512.Load(scores + key * TileShape.Queries));
            b = Vector512.MaxNative(b, Vector512.Load(scores + (key + 1) * TileShape.Queries));
        }

        var scale = Vector512.Create(_scale);
        var before = Vector512.Load(tile.Maxima + column);
        var largest = Vector512.Max(before, Vector512.Max(a, b) * scale);
        Vector512<float> sumA = default, sumB = default;
        var weights = tile.Weights + column;
        for (var key = 0; key < keys; key += 2, weights += TileShape.Queries)
        {
            var even = PowerOfTwo.Of(Vector512.FusedMultiplyAdd(Vector512.Load(scores + key * TileShape.Queries), scale, -largest));
            var odd = PowerOfTwo.Of(Vector512.FusedMultiplyAdd(Vector512.Load(scores + (key + 1) * TileShape.Queries), scale, -largest));
            (sumA, sumB) = (sumA + even, sumB + odd);
            BFloats.StorePairs(even, odd, weights);
        }

        var shrink = PowerOfTwo.Of(before - largest);
        largest.Store(tile.Maxima + column);
        (Vector512.Load(tile.Sums + column) * shrink + (sumA + sumB)).Store(tile.Sums + column);
        if (before == largest)
            return;
        var mixed = tile.Mixed + column;
        for (var i = 0; i < heads.Size; i++, mixed += TileShape.Queries)
            (Vector512.Load(mixed) * shrink).Store(mixed);
    }

    private void Write(Tile tile, int count, ushort* result, float* logSums)
    {
        for (var column = 0; column < TileShape.Queries; column += BFloats.Width)
        {
            var sum = Vector512.Load(tile.Sums + column);
            (Vector512.Load(tile.Maxima + column) + Vector512.Log2(sum)).Store(tile.Maxima + column);
            var mixed = tile.Mixed + column;
            for (var i = 0; i < heads.Size; i++, mixed += TileShape.Queries)
                (Vector512.Load(mixed) / sum).Store(mixed);
        }

        new ReadOnlySpan<float>(tile.Maxima, count).CopyTo(new Span<float>(logSums, count));
        HeadPacking.ToTokenRows(tile.Mixed, count, heads.Size, result, heads.QuerySize);
    }

    /// <summary>What one tile of queries needs.</summary>
    private readonly struct Tile(Scratch memory, int size)
    {
        public readonly uint* Queries = memory.Take<uint>(size / 2 * TileShape.Queries); // [size / 2, 64] pairs of dimensions
        public readonly float* Scores = memory.Take<float>(TileShape.Keys * TileShape.Queries); // [keys, 64]
        public readonly uint* Weights = memory.Take<uint>(TileShape.Keys / 2 * TileShape.Queries); // [keys / 2, 64] pairs of keys
        public readonly float* Mixed = memory.Take<float>(size * TileShape.Queries); // [size, 64]
        public readonly float* Maxima = memory.Take<float>(TileShape.Queries); // log2
        public readonly float* Sums = memory.Take<float>(TileShape.Queries);

        public static long ByteCount(int size) =>
            TileShape.Queries * sizeof(float) * (TileShape.Keys + TileShape.Keys / 2 + size + size / 2 + 2L) + 1024;

        public void Clear(int size)
        {
            new Span<float>(Mixed, size * TileShape.Queries).Clear();
            new Span<float>(Sums, TileShape.Queries).Clear();
            new Span<float>(Maxima, TileShape.Queries).Fill(TileMask.Hidden);
        }
    }
}
