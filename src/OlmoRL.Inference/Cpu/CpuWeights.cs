using System.IO.Hashing;
using System.Runtime.Intrinsics;
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
    public void CopyFrom(TransformerWeights source) => _ = CopyAndDigest(source);

    /// <inheritdoc/>
    public UInt128 CopyAndDigest(TransformerWeights source) =>
        Precision == EnginePrecision.Bf16 ? Write<Bf16Storage>(source) : Write<Fp32Storage>(source);

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

    /// <summary>Writes everything in the order of <see cref="Layout"/>.</summary>
    private UInt128 Write<TFormat>(TransformerWeights source)
        where TFormat : struct, IStorageFormat
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var memory = new PanelWriter(_memory.Address);
        var table = Source(source.Embedding);
        for (var row = 0; row < _config.VocabularySize; row++)
            WriteRow<TFormat>(table + (long)row * _config.HiddenSize, _config.HiddenSize, memory);
        foreach (var layer in source.Layers)
        {
            Pack<TFormat>(Source(layer.QueryKeyValue), _config.QuerySize + 2 * _config.KeyValueSize, _config.HiddenSize, memory);
            Pack<TFormat>(Source(layer.Output), _config.HiddenSize, _config.QuerySize, memory);
            Pack<TFormat>(Source(layer.GateUp), _config.IntermediateSize, _config.HiddenSize, memory);
            Pack<TFormat>(Source(layer.GateUp) + (long)_config.IntermediateSize * _config.HiddenSize, _config.IntermediateSize, _config.HiddenSize, memory);
            Pack<TFormat>(Source(layer.Down), _config.HiddenSize, _config.IntermediateSize, memory);
            foreach (var norm in (Tensor[])[layer.QueryNorm, layer.KeyNorm, layer.AttentionNorm, layer.MlpNorm])
                WriteRow<Fp32Storage>(Source(norm), (int)norm.numel(), memory);
        }

        WriteRow<Fp32Storage>(Source(source.FinalNorm), _config.HiddenSize, memory);
        Pack<TFormat>(Source(source.Head), _config.VocabularySize, _config.HiddenSize, memory);
        return memory.Finish();
    }

    private static float* Source(Tensor tensor) =>
        TensorMemory.Floats(tensor.dtype == ScalarType.Float32 ? tensor.contiguous() : tensor.to(ScalarType.Float32).contiguous());

    private static void Pack<TFormat>(float* source, int outputs, int inputs, PanelWriter memory)
        where TFormat : struct, IStorageFormat
    {
        for (var row = 0; row < outputs; row += PanelMatrix.Width)
            PanelPacking.Pack<TFormat>(source + (long)row * inputs, Math.Min(PanelMatrix.Width, outputs - row), inputs, memory);
    }

    /// <summary>Numbers in whole lines, the last filled up with zeros.</summary>
    private static void WriteRow<TFormat>(float* row, int size, PanelWriter memory)
        where TFormat : struct, IStorageFormat
    {
        const int Lines = 32;
        var lines = stackalloc byte[Lines * TFormat.LineBytes];
        var padded = stackalloc float[PanelMatrix.Width];
        for (var from = 0; from < size;)
        {
            var count = 0;
            for (; count < Lines && from < size; count++, from += PanelMatrix.Width)
            {
                var numbers = row + from;
                if (from + PanelMatrix.Width > size)
                {
                    new Span<float>(padded, PanelMatrix.Width).Clear();
                    new Span<float>(numbers, size - from).CopyTo(new Span<float>(padded, PanelMatrix.Width));
                    numbers = padded;
                }

                TFormat.Store(lines + count * TFormat.LineBytes, Vector512.Load(numbers), Vector512.Load(numbers + 16));
            }

            memory.Write(lines, count * TFormat.LineBytes);
        }
    }
}
