using OlmoRL.Models;
using OlmoRL.Models.Weights;

namespace OlmoRL.Inference.Cpu;

/// <summary>Runs the transformer over scheduled tokens in vectorised C# over raw memory, all layers in one job of the team.</summary>
/// <remarks>
/// The threads meet after each product and share out panels, rows and heads in between, so a step of a small model has no
/// operator calls, no allocation and no copies. Every row is computed alike whatever it is batched with, bit for bit.
/// </remarks>
internal sealed unsafe class CpuModelRunner<TFormat> : IModelRunner
    where TFormat : struct, IStorageFormat
{
    private const int PhasesPerLayer = 8;
    private readonly TransformerConfig _config;
    private readonly CpuKvCache<TFormat> _cache;
    private readonly CpuAttention<TFormat>[] _attention;
    private readonly RotaryTable _sliding;
    private readonly RotaryTable _full;
    private readonly CpuActivations _rows;
    private readonly WorkShares _shares;
    private readonly Action<int> _part;
    private CpuWeights? _weights;
    private ScheduledBatch _batch = new();

    /// <summary>Allocates cache and activations; the weights follow.</summary>
    public CpuModelRunner(TransformerConfig config, EngineOptions options)
    {
        if (options.BlockSize != CpuKvCache<TFormat>.BlockSize)
            throw new ArgumentException($"block size {options.BlockSize}: the cpu path has {CpuKvCache<TFormat>.BlockSize}", nameof(options));
        _config = config;
        Team = new ThreadTeam(options.Threads);
        _cache = new CpuKvCache<TFormat>(config, layer =>
            config.IsSliding(layer) ? options.SlidingBlockCount(config.SlidingWindow) : options.BlockCount);
        _attention = [.. Enumerable.Range(0, options.Threads).Select(_ => new CpuAttention<TFormat>(_cache, config.HeadSize, options.MaxLength))];
        (_sliding, _full) = (new RotaryTable(config, true, options.MaxLength), new RotaryTable(config, false, options.MaxLength));
        _rows = new CpuActivations(config, options.MaxRunning + options.PrefillTokens, _cache.HeadLines);
        _shares = new WorkShares(PhasesPerLayer * config.LayerCount + 3, options.Threads);
        _part = Forward;
    }

    /// <inheritdoc/>
    public int VocabularySize => _config.VocabularySize;

    /// <inheritdoc/>
    public int SlidingWindow => _config.SlidingWindow;

    /// <inheritdoc/>
    public ThreadTeam Team { get; }

    /// <inheritdoc/>
    public StepProfile? Profile { get; set; }

    /// <inheritdoc/>
    public void UseWeights(IEngineWeights weights) => _weights = (CpuWeights)weights;

    /// <inheritdoc/>
    public ReadOnlyMemory<float> Run(ScheduledBatch batch)
    {
        if (_weights is null)
            throw new InvalidOperationException("no weights to run with");
        _batch = batch;
        _rows.Plan(batch);
        for (var layer = 0; layer < _config.LayerCount; layer++)
        {
            foreach (var copy in batch.Copies[KindOf(layer)])
                _cache.Copy(layer, copy);
        }

        _shares.Reset();
        Team.Run(_part);
        return _rows.Logits.AsMemory(0, batch.LogitCount * VocabularySize);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Team.Dispose();
        foreach (var attention in _attention)
            attention.Dispose();
        _cache.Dispose();
        _sliding.Dispose();
        _full.Dispose();
        _rows.Dispose();
    }

    private int KindOf(int layer) => _config.IsSliding(layer) ? 1 : 0;

    private void Forward(int thread)
    {
        var phase = 0;
        Embed(phase++);
        Meet(thread, "embedding");
        for (var i = 0; i < _config.LayerCount; i++)
        {
            var layer = _weights!.Layers[i];
            Product(phase++, _rows.Hidden, _config.HiddenSize, _batch.TokenCount, layer.QueryKeyValue, _rows.QueryKeyValue);
            Meet(thread, "query, key, value");
            NormRotateStore(phase++, i, layer);
            Meet(thread, "norm, rotate, store");
            Attend(phase++, thread, i);
            Meet(thread, "attention");
            Product(phase++, _rows.Attended, _config.QuerySize, _batch.TokenCount, layer.Output, _rows.Branch);
            Meet(thread, "output");
            AddBranch(phase++, layer.AttentionNorm);
            Meet(thread, "norm, residual");
            GateUp(phase++, layer);
            Meet(thread, "gate, up");
            Product(phase++, _rows.Activated, _config.IntermediateSize, _batch.TokenCount, layer.Down, _rows.Branch);
            Meet(thread, "down");
            AddBranch(phase++, layer.MlpNorm);
            Meet(thread, "norm, residual");
        }

        NormLogitRows(phase++);
        Meet(thread, "norm, residual");
        ProductTo(phase, _rows.Scored, _config.HiddenSize, _batch.LogitCount, _weights!.Head, _rows.LogitsAddress, VocabularySize);
        Meet(thread, "vocabulary");
    }

    private void Meet(int thread, string stage)
    {
        Team.Barrier();
        if (thread == 0)
            Profile?.End(stage);
    }

    private void Embed(int phase)
    {
        while (_shares.Take(phase, _batch.TokenCount, out var row, out var end))
        {
            for (; row < end; row++)
                CpuActivations.Load<TFormat>(_weights!.Embedding + (long)_rows.TokenAt(row) * _weights.EmbeddingRowBytes, _rows.Hidden + (long)row * _config.HiddenSize, _config.HiddenSize);
        }
    }

    private void Product(int phase, float* rows, int inputs, int count, PanelMatrix matrix, float* result) =>
        ProductTo(phase, rows, inputs, count, matrix, result, matrix.Outputs);

    private void ProductTo(int phase, float* rows, int inputs, int count, PanelMatrix matrix, float* result, int stride)
    {
        while (_shares.Take(phase, matrix.PanelCount, out var panel, out var end))
            PanelProduct.Multiply<TFormat>(rows, inputs, count, matrix, panel, end, result, stride);
    }

    private void NormRotateStore(int phase, int index, CpuLayer layer)
    {
        int width = _config.QuerySize, kv = _config.KeyValueSize, size = _config.HeadSize, kind = KindOf(index);
        var padded = _cache.HeadLines * PanelMatrix.Width;
        var table = kind == 1 ? _sliding : _full;
        while (_shares.Take(phase, _batch.TokenCount, out var row, out var end))
        {
            for (; row < end; row++)
            {
                var (span, position) = (_batch.Spans[_rows.SpanAt(row)], _rows.PositionAt(row));
                float* query = _rows.QueryKeyValue + (long)row * (width + 2 * kv), key = query + width, value = key + kv;
                float* cos = table.Cos(position), sin = table.Sin(position), target = _rows.Query + (long)row * _config.HeadCount * padded;
                RowMath.Normalize(query, layer.QueryNorm, width, _config.RmsNormEpsilon, query);
                for (var head = 0; head < _config.HeadCount; head++)
                {
                    RowMath.Rotate(query + head * size, cos, sin, size);
                    new ReadOnlySpan<float>(query + head * size, size).CopyTo(new Span<float>(target + head * padded, size));
                }

                if (position < span.StoreFrom)
                    continue;
                RowMath.Normalize(key, layer.KeyNorm, kv, _config.RmsNormEpsilon, key);
                Store(index, span.Sequence.Tables[kind].Ids[position / CpuKvCache<TFormat>.BlockSize], position, key, value, cos, sin);
            }
        }
    }

    private void Store(int layer, int block, int position, float* key, float* value, float* cos, float* sin)
    {
        var size = _config.HeadSize;
        var offset = position % CpuKvCache<TFormat>.BlockSize;
        var line = stackalloc float[_cache.HeadLines * PanelMatrix.Width];
        new Span<float>(line, _cache.HeadLines * PanelMatrix.Width).Clear();
        for (var head = 0; head < _config.KeyValueHeadCount; head++)
        {
            RowMath.Rotate(key + head * size, cos, sin, size);
            CpuKvCache<TFormat>.StoreKey(_cache.Keys(layer, block, head), offset, key + head * size, size);
            new ReadOnlySpan<float>(value + head * size, size).CopyTo(new Span<float>(line, size));
            _cache.StoreValue(_cache.Values(layer, block, head), offset, line);
        }
    }

    private void Attend(int phase, int thread, int layer)
    {
        int kind = KindOf(layer), heads = _config.HeadCount, perKey = heads / _config.KeyValueHeadCount;
        var padded = _cache.HeadLines * PanelMatrix.Width;
        while (_shares.Take(phase, _batch.TokenCount * heads, out var item, out var end))
        {
            for (; item < end; item++)
            {
                var (row, head) = (item / heads, item % heads);
                var position = _rows.PositionAt(row);
                var first = kind == 0 ? 0 : Math.Max(0, position - _config.SlidingWindow + 1);
                _attention[thread].Attend(_rows.Query + (long)item * padded, layer, head / perKey,
                    _batch.Spans[_rows.SpanAt(row)].Sequence.Tables[kind].Ids, first, position,
                    _rows.Attended + (long)item * _config.HeadSize);
            }
        }
    }

    private void AddBranch(int phase, float* norm)
    {
        var size = _config.HiddenSize;
        while (_shares.Take(phase, _batch.TokenCount, out var row, out var end))
        {
            for (; row < end; row++)
                RowMath.AddNormalized(_rows.Hidden + (long)row * size, _rows.Branch + (long)row * size, norm, size, _config.RmsNormEpsilon);
        }
    }

    /// <summary>A panel of the gate and the same panel of the up projection, so that whoever computes both also joins them.</summary>
    private void GateUp(int phase, CpuLayer layer)
    {
        var (inner, stride, count) = (_config.IntermediateSize, _rows.GateStride, _batch.TokenCount);
        while (_shares.Take(phase, layer.Gate.PanelCount, out var panel, out var end))
        {
            PanelProduct.Multiply<TFormat>(_rows.Hidden, _config.HiddenSize, count, layer.Gate, panel, end, _rows.Gate, stride);
            PanelProduct.Multiply<TFormat>(_rows.Hidden, _config.HiddenSize, count, layer.Up, panel, end, _rows.Up, stride);
            var (from, size) = (panel * PanelMatrix.Width, (end - panel) * PanelMatrix.Width);
            for (var row = 0; row < count; row++)
            {
                var at = (long)row * stride + from;
                RowMath.SiluProduct(_rows.Gate + at, _rows.Up + at, size, _rows.Gate + at);
                new ReadOnlySpan<float>(_rows.Gate + at, Math.Min(size, inner - from))
                    .CopyTo(new Span<float>(_rows.Activated + (long)row * inner + from, Math.Min(size, inner - from)));
            }
        }
    }

    private void NormLogitRows(int phase)
    {
        var size = _config.HiddenSize;
        while (_shares.Take(phase, _batch.LogitCount, out var row, out var end))
        {
            for (; row < end; row++)
                RowMath.Normalize(_rows.Hidden + (long)_rows.LogitRowAt(row) * size, _weights!.FinalNorm, size, _config.RmsNormEpsilon, _rows.Scored + (long)row * size);
        }
    }
}
