using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using OlmoRL.Models.Attention;

namespace OlmoRL.Training.Kernels;

/// <summary>The backward pass of <see cref="DocumentAttentionKernel"/>.</summary>
/// <remarks>
/// FlashAttention-2 (arXiv 2307.08691, algorithm 2): with P the weights and D = rowsum(dO o O), dS = P o (dP - D). Both
/// products of a tile are transposed, [keys, 64], so the sums over queries for keys and values need no transposition, and
/// dS leaves in pairs of keys for the product that makes the queries' gradient.
/// </remarks>
/// <param name="spans">How the rows are cut.</param>
/// <param name="heads">Shape.</param>
/// <param name="window">Keys a query sees, itself included; 0 sees all before it.</param>
internal sealed unsafe class DocumentAttentionGradient(DocumentSpan[] spans, HeadShape heads, int window)
{
    private readonly float _scale = 1 / MathF.Sqrt(heads.Size);

    /// <summary>Gradients of queries, keys and values.</summary>
    /// <param name="queryKey">As forward.</param>
    /// <param name="value">As forward.</param>
    /// <param name="valueStride">As forward.</param>
    /// <param name="result">What forward returned, [tokens, query].</param>
    /// <param name="logSums">What forward returned, [heads, tokens].</param>
    /// <param name="gradient">Of the result, [tokens, query].</param>
    /// <param name="into">[tokens, query + 2 kv]; overwritten.</param>
    /// <param name="tokens">Of all rows.</param>
    public void Backward(
        ushort* queryKey, ushort* value, int valueStride, ushort* result, float* logSums, ushort* gradient, ushort* into, int tokens)
    {
        foreach (var padding in spans.Where(s => s.IsPadding))
            NativeMemory.Clear(into + (long)padding.Start * heads.RowSize, (nuint)((long)padding.Length * heads.RowSize * sizeof(ushort)));
        var items = DocumentHead.LongestFirst(spans, heads);
        TorchTeam.For(items.Length, i =>
        {
            var (span, kv) = items[i];
            using var memory = new Scratch(ScratchBytes(span.Length));
            var document = new Document(memory, span.Length, heads.Size);
            var first = queryKey + (long)span.Start * heads.QueryKeySize;
            document.Pack(
                first + heads.QuerySize + kv * heads.Size, heads.QueryKeySize, value + (long)span.Start * valueStride + kv * heads.Size,
                valueStride, span.Length, heads.Size);
            var tile = new Tile(memory, heads.Size);
            var to = into + (long)span.Start * heads.RowSize;
            for (var head = kv * heads.GroupSize; head < (kv + 1) * heads.GroupSize; head++)
            {
                for (var query = 0; query < span.Length; query += TileShape.Queries)
                {
                    var count = Math.Min(TileShape.Queries, span.Length - query);
                    var row = ((long)span.Start + query) * heads.QuerySize + head * heads.Size;
                    tile.Pack(first + (long)query * heads.QueryKeySize + head * heads.Size, heads.QueryKeySize, result + row, gradient + row, heads.QuerySize,
                        logSums + (long)head * tokens + span.Start + query, count, heads.Size);
                    Differentiate(tile, document, query);
                    HeadPacking.ToTokenRows(tile.QueryGradient, count, heads.Size, to + (long)query * heads.RowSize + head * heads.Size, heads.RowSize);
                }
            }

            Write(document.KeyGradient, span.Length, to + heads.QuerySize + kv * heads.Size);
            Write(document.ValueGradient, span.Length, to + heads.QueryKeySize + kv * heads.Size);
        });
    }

    private long ScratchBytes(int length) =>
        Document.ByteCount(length, heads.Size) + Tile.ByteCount(heads.Size);

    private void Differentiate(Tile tile, Document document, int query)
    {
        const int Queries = TileShape.Queries;
        new Span<float>(tile.QueryGradient, heads.Size * Queries).Clear();
        foreach (var (first, count) in TileShape.KeyTiles(query, window))
        {
            var row = (long)first * heads.Size;
            BlockProduct.Multiply(count, Queries, heads.Size, document.Keys + row, heads.Size, (ushort*)tile.Queries, tile.Scores, add: false);
            BlockProduct.Multiply(count, Queries, heads.Size, document.Values + row, heads.Size, (ushort*)tile.Gradients, tile.WeightGradients, add: false);
            TileMask.Apply(tile.Scores, first, count, query, window);
            for (var column = 0; column < Queries; column += BFloats.Width)
                ScoreGradients(tile, column, count);
            BlockProduct.Multiply(count, heads.Size, Queries, tile.Weights, Queries, (ushort*)tile.GradientPairs, document.ValueGradient + row, add: true);
            BlockProduct.Multiply(count, heads.Size, Queries, tile.ScoreGradient, Queries, (ushort*)tile.QueryPairs, document.KeyGradient + row, add: true);
            var columns = document.KeyColumns + (long)(first / TileShape.Keys) * heads.Size * TileShape.Keys + first % TileShape.Keys;
            BlockProduct.Multiply(heads.Size, Queries, count, columns, TileShape.Keys, (ushort*)tile.ScoreGradientPairs, tile.QueryGradient, add: true);
        }
    }

    /// <summary>Sixteen queries: weights from scores, and the gradient of the scores.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ScoreGradients(Tile tile, int column, int keys)
    {
        const int Queries = TileShape.Queries;
        var (scale, power) = (Vector512.Create(_scale), Vector512.Create(_scale * PowerOfTwo.PerNat));
        var (logSum, dot) = (Vector512.Load(tile.LogSums + column), Vector512.Load(tile.Dots + column) * scale);
        float* scores = tile.Scores + column, gradients = tile.WeightGradients + column;
        ushort* weights = tile.Weights + column, result = tile.ScoreGradient + column;
        var pairs = tile.ScoreGradientPairs + column;
        for (var key = 0; key < keys; key += 2)
        {
            var even = PowerOfTwo.Of(Vector512.FusedMultiplyAdd(Vector512.Load(scores), power, -logSum));
            var odd = PowerOfTwo.Of(Vector512.FusedMultiplyAdd(Vector512.Load(scores + Queries), power, -logSum));
            BFloats.Store(even, weights);
            BFloats.Store(odd, weights + Queries);
            even *= Vector512.FusedMultiplyAdd(Vector512.Load(gradients), scale, -dot);
            odd *= Vector512.FusedMultiplyAdd(Vector512.Load(gradients + Queries), scale, -dot);
            BFloats.Store(even, result);
            BFloats.Store(odd, result + Queries);
            BFloats.StorePairs(even, odd, pairs);
            scores += 2 * Queries;
            gradients += 2 * Queries;
            weights += 2 * Queries;
            result += 2 * Queries;
            pairs += Queries;
        }
    }

    private void Write(float* gradient, int count, ushort* to)
    {
        for (var token = 0; token < count; token++)
        {
            for (var i = 0; i < heads.Size; i += BFloats.Width)
                BFloats.Store(Vector512.Load(gradient + (long)token * heads.Size + i), to + (long)token * heads.RowSize + i);
        }
    }

    /// <summary>Keys and values of a document's head, and their gradients.</summary>
    private readonly struct Document(Scratch memory, int length, int size)
    {
        public readonly ushort* Keys = memory.Take<ushort>((long)TileShape.Padded(length) * size);
        public readonly ushort* Values = memory.Take<ushort>((long)TileShape.Padded(length) * size);
        public readonly ushort* KeyColumns = memory.Take<ushort>((long)(TileShape.Padded(length) + TileShape.Keys) * size);
        public readonly float* KeyGradient = memory.Take<float>((long)TileShape.Padded(length) * size);
        public readonly float* ValueGradient = memory.Take<float>((long)TileShape.Padded(length) * size);

        public static long ByteCount(int length, int size) =>
            (long)(TileShape.Padded(length) + TileShape.Keys) * size * (3 * sizeof(ushort) + 2 * sizeof(float)) + 1024;

        public void Pack(ushort* key, int keyStride, ushort* value, int valueStride, int count, int size)
        {
            var padded = TileShape.Padded(count);
            HeadPacking.Rows(key, keyStride, count, padded, size, Keys);
            HeadPacking.Rows(value, valueStride, count, padded, size, Values);
            HeadPacking.KeyColumns(Keys, padded, size, KeyColumns);
            NativeMemory.Clear(KeyGradient, (nuint)((long)padded * size * sizeof(float)));
            NativeMemory.Clear(ValueGradient, (nuint)((long)padded * size * sizeof(float)));
        }
    }

    /// <summary>What one tile of queries needs.</summary>
    private readonly struct Tile(Scratch memory, int size)
    {
        private const int TileSize = TileShape.Keys * TileShape.Queries;

        public readonly uint* Queries = memory.Take<uint>(size / 2 * TileShape.Queries); // [size / 2, 64] pairs of dimensions
        public readonly uint* QueryPairs = memory.Take<uint>(size * TileShape.Queries / 2); // [32, size] pairs of queries
        public readonly uint* Gradients = memory.Take<uint>(size / 2 * TileShape.Queries); // of the result; as Queries
        public readonly uint* GradientPairs = memory.Take<uint>(size * TileShape.Queries / 2);
        public readonly float* Scores = memory.Take<float>(TileSize); // [keys, 64]
        public readonly float* WeightGradients = memory.Take<float>(TileSize);
        public readonly ushort* Weights = memory.Take<ushort>(TileSize);
        public readonly ushort* ScoreGradient = memory.Take<ushort>(TileSize);
        public readonly uint* ScoreGradientPairs = memory.Take<uint>(TileSize / 2); // [keys / 2, 64] pairs of keys
        public readonly float* QueryGradient = memory.Take<float>(size * TileShape.Queries); // [size, 64]
        public readonly float* LogSums = memory.Take<float>(TileShape.Queries);
        public readonly float* Dots = memory.Take<float>(TileShape.Queries); // rowsum(dO o O)

        public static long ByteCount(int size) =>
            TileSize * (2 * sizeof(float) + 3 * sizeof(ushort)) + TileShape.Queries * sizeof(float) * (3L * size + 2) + 2048;

        public void Pack(ushort* query, int queryStride, ushort* result, ushort* gradient, int stride, float* logSums, int count, int size)
        {
            HeadPacking.DimensionPairs(query, queryStride, count, size, Queries);
            HeadPacking.TokenPairs(query, queryStride, count, size, QueryPairs);
            HeadPacking.DimensionPairs(gradient, stride, count, size, Gradients);
            HeadPacking.TokenPairs(gradient, stride, count, size, GradientPairs);

            // Queries that do not exist get weights of 2^-126 and gradients of zero.
            new Span<float>(LogSums, TileShape.Queries).Fill(-TileMask.Hidden);
            new Span<float>(Dots, TileShape.Queries).Clear();
            new ReadOnlySpan<float>(logSums, count).CopyTo(new Span<float>(LogSums, count));
            for (var token = 0; token < count; token++)
            {
                var sum = Vector512<float>.Zero;
                for (var i = 0; i < size; i += BFloats.Width)
                    sum += BFloats.Load(result + (long)token * stride + i) * BFloats.Load(gradient + (long)token * stride + i);
                Dots[token] = Vector512.Sum(sum);
            }
        }
    }
}
