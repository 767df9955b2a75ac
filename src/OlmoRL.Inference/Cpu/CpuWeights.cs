using System.IO.Hashing;
using OlmoRL.Models;
using OlmoRL.Models.Weights;
using OlmoRL.Recipes;
using static TorchSharp.torch;

namespace OlmoRL.Inference.Cpu;

/// <summary>The matrices and norms of one layer, in panels.</summary>
internal sealed unsafe class CpuLayer
{
    /// <summary>q, k and v projections, [query + 2 kv, hidden].</summary>
    public PanelMatrix QueryKeyValue { get; set; }

    /// <summary>[hidden, query]</summary>
    public PanelMatrix Output { get; set; }

    /// <summary>[intermediate, hidden]</summary>
    public PanelMatrix Gate { get; set; }

    /// <summary>[intermediate, hidden]</summary>
    public PanelMatrix Up { get; set; }

    /// <summary>[hidden, intermediate]</summary>
    public PanelMatrix Down { get; set; }

    /// <summary>[query]</summary>
    public float* QueryNorm { get; set; }

    /// <summary>[kv]</summary>
    public float* KeyNorm { get; set; }

    /// <summary>[hidden]</summary>
    public float* AttentionNorm { get; set; }

    /// <summary>[hidden]</summary>
    public float* MlpNorm { get; set; }
}

/// <summary>A model's weights as the C# decoder reads them: one piece of memory, matrices in panels, norms in fp32.</summary>
public sealed unsafe class CpuWeights : IEngineWeights
{
    private readonly TransformerConfig _config;
    private readonly NativeBuffer _memory;
    private readonly CpuLayer[] _layers;

    /// <summary>Room for a model's weights.</summary>
    public CpuWeights(TransformerConfig config, EnginePrecision precision)
    {
        (_config, Precision) = (config, precision);
        _layers = [.. Enumerable.Range(0, config.LayerCount).Select(_ => new CpuLayer())];
        _memory = new NativeBuffer(Layout((byte*)0));
        _ = Layout(_memory.Address);
    }

    /// <summary>Of the matrices.</summary>
    public EnginePrecision Precision { get; }

    /// <inheritdoc/>
    public long ByteCount => _memory.ByteCount;

    /// <summary>[vocab, hidden] in rows of whole lines.</summary>
    internal byte* Embedding { get; private set; }

    /// <summary>Size of an embedding's row.</summary>
    internal int EmbeddingRowBytes => (_config.HiddenSize + PanelMatrix.Width - 1) / PanelMatrix.Width * LineBytes;

    /// <summary>[hidden]</summary>
    internal float* FinalNorm { get; private set; }

    /// <summary>[vocab, hidden]</summary>
    internal PanelMatrix Head { get; private set; }

    /// <summary>From the first to the last.</summary>
    internal IReadOnlyList<CpuLayer> Layers => _layers;

    private int LineBytes => Precision == EnginePrecision.Bf16 ? Bf16Storage.LineBytes : Fp32Storage.LineBytes;

    /// <inheritdoc/>
    public void CopyFrom(TransformerWeights source)
    {
        if (Precision == EnginePrecision.Bf16)
            CopyFrom<Bf16Storage>(source);
        else
            CopyFrom<Fp32Storage>(source);
    }

    /// <inheritdoc/>
    public UInt128 Digest()
    {
        var hash = new XxHash128();
        for (var at = 0L; at < ByteCount; at += int.MaxValue)
            hash.Append(new ReadOnlySpan<byte>(_memory.Address + at, (int)Math.Min(int.MaxValue, ByteCount - at)));
        return hash.GetCurrentHashAsUInt128();
    }

    /// <inheritdoc/>
    public void Dispose() => _memory.Dispose();

    /// <summary>Gives every tensor its place from an address on; returns the bytes they take.</summary>
    private long Layout(byte* at)
    {
        var start = at;
        int hidden = _config.HiddenSize, query = _config.QuerySize, kv = _config.KeyValueSize, inner = _config.IntermediateSize;
        Embedding = at;
        at += (long)_config.VocabularySize * EmbeddingRowBytes;
        foreach (var layer in _layers)
        {
            layer.QueryKeyValue = Matrix(ref at, query + 2 * kv, hidden);
            layer.Output = Matrix(ref at, hidden, query);
            layer.Gate = Matrix(ref at, inner, hidden);
            layer.Up = Matrix(ref at, inner, hidden);
            layer.Down = Matrix(ref at, hidden, inner);
            layer.QueryNorm = Vector(ref at, query);
            layer.KeyNorm = Vector(ref at, kv);
            layer.AttentionNorm = Vector(ref at, hidden);
            layer.MlpNorm = Vector(ref at, hidden);
        }

        FinalNorm = Vector(ref at, hidden);
        Head = Matrix(ref at, _config.VocabularySize, hidden);
        return at - start;
    }

    private PanelMatrix Matrix(ref byte* at, int outputs, int inputs)
    {
        var matrix = new PanelMatrix(at, outputs, inputs, LineBytes);
        at += matrix.ByteCount;
        return matrix;
    }

    private static float* Vector(ref byte* at, int size)
    {
        var vector = (float*)at;
        at += (size + PanelMatrix.Width - 1) / PanelMatrix.Width * Fp32Storage.LineBytes;
        return vector;
    }

    private void CopyFrom<TFormat>(TransformerWeights source)
        where TFormat : struct, IStorageFormat
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var table = Source(source.Embedding);
        for (var row = 0; row < _config.VocabularySize; row++)
            StoreRow<TFormat>(table + (long)row * _config.HiddenSize, Embedding + (long)row * EmbeddingRowBytes);
        for (var i = 0; i < _layers.Length; i++)
        {
            var (layer, from) = (_layers[i], source.Layers[i]);
            Pack<TFormat>(Source(from.QueryKeyValue), layer.QueryKeyValue);
            Pack<TFormat>(Source(from.Output), layer.Output);
            Pack<TFormat>(Source(from.GateUp), layer.Gate);
            Pack<TFormat>(Source(from.GateUp) + (long)_config.IntermediateSize * _config.HiddenSize, layer.Up);
            Pack<TFormat>(Source(from.Down), layer.Down);
            Copy(from.QueryNorm, layer.QueryNorm);
            Copy(from.KeyNorm, layer.KeyNorm);
            Copy(from.AttentionNorm, layer.AttentionNorm);
            Copy(from.MlpNorm, layer.MlpNorm);
        }

        Copy(source.FinalNorm, FinalNorm);
        Pack<TFormat>(Source(source.Head), Head);
    }

    private static float* Source(Tensor tensor) =>
        TensorMemory.Floats(tensor.dtype == ScalarType.Float32 ? tensor.contiguous() : tensor.to(ScalarType.Float32).contiguous());

    private static void Pack<TFormat>(float* source, PanelMatrix matrix)
        where TFormat : struct, IStorageFormat
    {
        for (var panel = 0; panel < matrix.PanelCount; panel++)
        {
            var rows = Math.Min(PanelMatrix.Width, matrix.Outputs - panel * PanelMatrix.Width);
            PanelPacking.Pack<TFormat>(source + (long)panel * PanelMatrix.Width * matrix.Inputs, rows, matrix.Inputs, matrix.Panel(panel));
        }
    }

    private void StoreRow<TFormat>(float* row, byte* line)
        where TFormat : struct, IStorageFormat
    {
        var padded = stackalloc float[PanelMatrix.Width];
        for (var from = 0; from < _config.HiddenSize; from += PanelMatrix.Width, line += TFormat.LineBytes)
        {
            var whole = from + PanelMatrix.Width <= _config.HiddenSize;
            if (!whole)
            {
                new Span<float>(padded, PanelMatrix.Width).Clear();
                new Span<float>(row + from, _config.HiddenSize - from).CopyTo(new Span<float>(padded, PanelMatrix.Width));
            }

            var numbers = whole ? row + from : padded;
            TFormat.Store(line, System.Runtime.Intrinsics.Vector512.Load(numbers), System.Runtime.Intrinsics.Vector512.Load(numbers + 16));
        }
    }

    private static void Copy(Tensor from, float* to) =>
        new Span<float>(Source(from), (int)from.numel()).CopyTo(new Span<float>(to, (int)from.numel()));
}
