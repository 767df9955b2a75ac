using System.Numerics;
using OlmoRL.Models;
using static TorchSharp.torch;

namespace OlmoRL.Inference.Cpu;

/// <summary>Attention of scheduled tokens over a paged key-value cache in CPU memory, vectorised.</summary>
/// <remarks>
/// A token costs what its own sequence is long (on sliding layers: the window), not what the longest one is. Keys and
/// values of the pass are written first, so tokens of one pass see one another, shared prompt blocks included.
/// </remarks>
internal sealed unsafe class CpuPagedAttention : IPagedAttention
{
    private readonly TransformerConfig _config;
    private readonly int _blockSize;
    private readonly Tensor[] _keys;
    private readonly Tensor[] _values;
    private readonly float[] _scores;
    private ScheduledBatch _batch = new();

    /// <summary>Allocates the cache: [blocks, blockSize, kvHeads, headSize] for keys and values of every layer.</summary>
    public CpuPagedAttention(TransformerConfig config, EngineOptions options)
    {
        if (config.HeadSize % Vector<float>.Count != 0)
            throw new ArgumentException($"head size {config.HeadSize} is no multiple of {Vector<float>.Count}", nameof(config));
        (_config, _blockSize) = (config, options.BlockSize);
        Tensor[] Cache() => [.. Enumerable.Range(0, config.LayerCount).Select(layer =>
            zeros(config.IsSliding(layer) ? options.SlidingBlockCount(config.SlidingWindow) : options.BlockCount, options.BlockSize, config.KeyValueHeadCount, config.HeadSize).DetachFromDisposeScope())];
        (_keys, _values) = (Cache(), Cache());
        _scores = new float[options.MaxLength];
    }

    /// <summary>Says which tokens the next pass computes.</summary>
    public void Begin(ScheduledBatch batch, Device device)
    {
        _batch = batch;
        for (var layer = 0; layer < _config.LayerCount; layer++)
        {
            foreach (var (from, to) in batch.Copies[_config.IsSliding(layer) ? 1 : 0])
            {
                _ = _keys[layer][to].copy_(_keys[layer][from]);
                _ = _values[layer][to].copy_(_values[layer][from]);
            }
        }
    }

    /// <inheritdoc/>
    public Tensor Attend(int layer, Tensor query, Tensor key, Tensor value)
    {
        var window = _config.IsSliding(layer) ? _config.SlidingWindow : int.MaxValue;
        var attended = empty(query.shape[0], _config.HiddenSize);
        float* keys = TensorMemory.Floats(_keys[layer]), values = TensorMemory.Floats(_values[layer]);
        var kind = _config.IsSliding(layer) ? 1 : 0;
        Store(key, keys, kind);
        Store(value, values, kind);
        float* q = TensorMemory.Floats(query), result = TensorMemory.Floats(attended);
        var row = 0;
        foreach (var span in _batch.Spans)
        {
            for (var position = span.Start; position < span.End; position++, row++)
            {
                var first = window == int.MaxValue ? 0 : Math.Max(0, position - window + 1);
                AttendToken(q + (long)row * _config.HiddenSize, result + (long)row * _config.HiddenSize,
                    keys, values, span.Sequence.Tables[kind].Ids, first, position);
            }
        }

        return attended;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in (Tensor[])[.. _keys, .. _values])
            tensor.Dispose();
    }

    private void Store(Tensor source, float* cache, int kind)
    {
        var width = _config.KeyValueSize;
        var from = TensorMemory.Floats(source);
        var stride = source.stride(0);
        foreach (var span in _batch.Spans)
        {
            for (var position = span.Start; position < span.End; position++, from += stride)
            {
                if (position >= span.StoreFrom)
                    Buffer.MemoryCopy(from, cache + Row(span.Sequence.Tables[kind].Ids, position) * width, width * 4L, width * 4L);
            }
        }
    }

    private long Row(ReadOnlySpan<int> blocks, int position) => (long)blocks[position / _blockSize] * _blockSize + position % _blockSize;

    private void AttendToken(float* query, float* result, float* keys, float* values, ReadOnlySpan<int> blocks, int first, int last)
    {
        int size = _config.HeadSize, width = _config.KeyValueSize;
        var perKey = _config.HeadCount / _config.KeyValueHeadCount;
        var scale = 1f / MathF.Sqrt(size);
        for (var head = 0; head < _config.HeadCount; head++)
        {
            var q = query + head * size;
            var offset = head / perKey * size;
            var largest = float.NegativeInfinity;
            for (var j = first; j <= last; j++)
            {
                var score = Dot(q, keys + Row(blocks, j) * width + offset, size) * scale;
                _scores[j - first] = score;
                largest = MathF.Max(largest, score);
            }

            var total = 0f;
            var output = result + head * size;
            new Span<float>(output, size).Clear();
            for (var j = first; j <= last; j++)
            {
                var weight = MathF.Exp(_scores[j - first] - largest);
                total += weight;
                AddScaled(output, values + Row(blocks, j) * width + offset, weight, size);
            }

            Scale(output, 1f / total, size);
        }
    }

    private static float Dot(float* a, float* b, int size)
    {
        var sum = Vector<float>.Zero;
        for (var i = 0; i < size; i += Vector<float>.Count)
            sum = Vector.FusedMultiplyAdd(Vector.Load(a + i), Vector.Load(b + i), sum);
        return Vector.Sum(sum);
    }

    private static void AddScaled(float* to, float* from, float factor, int size)
    {
        var by = new Vector<float>(factor);
        for (var i = 0; i < size; i += Vector<float>.Count)
            Vector.FusedMultiplyAdd(Vector.Load(from + i), by, Vector.Load(to + i)).Store(to + i);
    }

    private static void Scale(float* values, float factor, int size)
    {
        for (var i = 0; i < size; i += Vector<float>.Count)
            (Vector.Load(values + i) * factor).Store(values + i);
    }
}
