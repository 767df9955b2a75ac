using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using OlmoRL.Models;
using OlmoRL.Models.Native;
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
    private const int RowsAPiece = 64;
    private static readonly int MaxWriters = Math.Min(Environment.ProcessorCount, 4);
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
        var pieces = Pieces(null);
        var digests = new UInt128[pieces.Count];
        for (var i = 0; i < digests.Length; i++)
            digests[i] = XxHash128.HashToUInt128(pieces[i].Bytes);
        return OfAll(digests);
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

    /// <summary>Writes and digests all pieces; more than one core shortens it, for turning and storing wait for different things.</summary>
    private UInt128 Write<TFormat>(TransformerWeights source)
        where TFormat : struct, IStorageFormat
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var pieces = Pieces(source);
        var digests = new UInt128[pieces.Count];
        var next = -1;
        _ = Parallel.For(0, MaxWriters, share =>
        {
            // One piece at a time: a thread that loses its core holds up the others by no more than that.
            var writer = new PanelWriter();
            for (var i = Interlocked.Increment(ref next); i < digests.Length; i = Interlocked.Increment(ref next))
                digests[i] = Write<TFormat>(pieces[i], writer);
        });
        return OfAll(digests);
    }

    private static UInt128 Write<TFormat>(WeightPiece piece, PanelWriter writer)
        where TFormat : struct, IStorageFormat
    {
        writer.Begin(piece.At);
        switch (piece.Kind)
        {
            case WeightPieceKind.Panel:
                PanelPacking.Pack<TFormat>(piece.Source, piece.Rows, piece.Inputs, writer);
                break;
            case WeightPieceKind.Rows:
                for (var row = 0; row < piece.Rows; row++)
                    WriteRow<TFormat>(piece.Source + (long)row * piece.Inputs, piece.Inputs, writer);
                break;
            default:
                WriteRow<Fp32Storage>(piece.Source, piece.Inputs, writer);
                break;
        }

        return writer.Finish();
    }

    private static UInt128 OfAll(UInt128[] digests) => XxHash128.HashToUInt128(MemoryMarshal.AsBytes<UInt128>(digests));

    /// <summary>All of the memory in the order of <see cref="Layout"/>.</summary>
    /// <param name="source">What is to be written; null where only the places matter.</param>
    private List<WeightPiece> Pieces(TransformerWeights? source)
    {
        int hidden = _config.HiddenSize, query = _config.QuerySize, kv = _config.KeyValueSize, inner = _config.IntermediateSize;
        var pieces = new List<WeightPiece>();
        var at = Embedding;
        void Norm(Tensor? from, int size) => Add(WeightPieceKind.Norm, Source(from), 1, size, (size + PanelMatrix.Width - 1) / PanelMatrix.Width * Fp32Storage.LineBytes);
        void Add(WeightPieceKind kind, float* from, int rows, int inputs, int byteCount)
        {
            pieces.Add(new WeightPiece(kind, from, rows, inputs, at, byteCount));
            at += byteCount;
        }

        void Matrix(float* from, int outputs, int inputs)
        {
            for (var row = 0; row < outputs; row += PanelMatrix.Width)
                Add(WeightPieceKind.Panel, from == null ? null : from + (long)row * inputs, Math.Min(PanelMatrix.Width, outputs - row), inputs, inputs * LineBytes);
        }

        var table = Source(source?.Embedding);
        for (var row = 0; row < _config.VocabularySize; row += RowsAPiece)
        {
            var rows = Math.Min(RowsAPiece, _config.VocabularySize - row);
            Add(WeightPieceKind.Rows, table == null ? null : table + (long)row * hidden, rows, hidden, rows * EmbeddingRowBytes);
        }

        for (var i = 0; i < _layers.Length; i++)
        {
            var layer = source?.Layers[i];
            var gateUp = Source(layer?.GateUp);
            Matrix(Source(layer?.QueryKeyValue), query + 2 * kv, hidden);
            Matrix(Source(layer?.Output), hidden, query);
            Matrix(gateUp, inner, hidden);
            Matrix(gateUp == null ? null : gateUp + (long)inner * hidden, inner, hidden);
            Matrix(Source(layer?.Down), hidden, inner);
            Norm(layer?.QueryNorm, query);
            Norm(layer?.KeyNorm, kv);
            Norm(layer?.AttentionNorm, hidden);
            Norm(layer?.MlpNorm, hidden);
        }

        Norm(source?.FinalNorm, hidden);
        Matrix(Source(source?.Head), _config.VocabularySize, hidden);
        return pieces;
    }

    private static float* Source(Tensor? tensor) => tensor is null ? null
        : TensorMemory.Floats(tensor.dtype == ScalarType.Float32 ? tensor.contiguous() : tensor.to(ScalarType.Float32).contiguous());

    /// <summary>Numbers in whole lines, the last filled up with zeros.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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
