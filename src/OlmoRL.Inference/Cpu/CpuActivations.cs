using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using OlmoRL.Models;

namespace OlmoRL.Inference.Cpu;

/// <summary>The rows of a pass: what each of them is, and their numbers between the phases.</summary>
internal sealed unsafe class CpuActivations : IDisposable
{
    private readonly TransformerConfig _config;
    private readonly NativeBuffer _memory;
    private readonly int[] _tokens;
    private readonly int[] _positions;
    private readonly int[] _spans;
    private readonly int[] _logitRows;

    /// <summary>Room for this many rows.</summary>
    public CpuActivations(TransformerConfig config, int rows, int headLines)
    {
        _config = config;
        GateStride = (config.IntermediateSize + PanelMatrix.Width - 1) / PanelMatrix.Width * PanelMatrix.Width;
        long hidden = config.HiddenSize, query = config.QuerySize, padded = config.HeadCount * headLines * PanelMatrix.Width;
        var width = 3 * hidden + 2 * query + 2 * config.KeyValueSize + padded + 2 * GateStride + config.IntermediateSize;
        _memory = new NativeBuffer(width * rows * sizeof(float));
        var at = _memory.Floats;
        Hidden = Next(ref at, hidden * rows);
        QueryKeyValue = Next(ref at, (query + 2 * config.KeyValueSize) * rows);
        Query = Next(ref at, padded * rows);
        Attended = Next(ref at, query * rows);
        Branch = Next(ref at, hidden * rows);
        Gate = Next(ref at, (long)GateStride * rows);
        Up = Next(ref at, (long)GateStride * rows);
        Activated = Next(ref at, (long)config.IntermediateSize * rows);
        Scored = Next(ref at, hidden * rows);
        (_tokens, _positions, _spans, _logitRows) = (new int[rows], new int[rows], new int[rows], new int[rows]);
        Logits = [];
    }

    /// <summary>The residual stream, [rows, hidden].</summary>
    public float* Hidden { get; }

    /// <summary>[rows, query + 2 kv]</summary>
    public float* QueryKeyValue { get; }

    /// <summary>Rotated queries, heads padded to whole lines, [rows, heads, headLines * 32].</summary>
    public float* Query { get; }

    /// <summary>[rows, query]</summary>
    public float* Attended { get; }

    /// <summary>What a branch adds, before its norm, [rows, hidden].</summary>
    public float* Branch { get; }

    /// <summary>[rows, <see cref="GateStride"/>]</summary>
    public float* Gate { get; }

    /// <summary>[rows, <see cref="GateStride"/>]</summary>
    public float* Up { get; }

    /// <summary>Inputs of the down projection, [rows, intermediate].</summary>
    public float* Activated { get; }

    /// <summary>Normalised rows that need logits, [logitRows, hidden].</summary>
    public float* Scored { get; }

    /// <summary>The intermediate size in whole panels.</summary>
    public int GateStride { get; }

    /// <summary>[logitRows, vocab]; pinned.</summary>
    public float[] Logits { get; private set; }

    /// <summary>Where the logits are.</summary>
    public float* LogitsAddress => (float*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(Logits));

    /// <summary>Token of a row.</summary>
    public int TokenAt(int row) => _tokens[row];

    /// <summary>Position of a row in its sequence.</summary>
    public int PositionAt(int row) => _positions[row];

    /// <summary>Span that a row belongs to.</summary>
    public int SpanAt(int row) => _spans[row];

    /// <summary>Row that needs the logits of this index.</summary>
    public int LogitRowAt(int index) => _logitRows[index];

    /// <summary>Notes the rows of a batch.</summary>
    public void Plan(ScheduledBatch batch)
    {
        var (row, scored) = (0, 0);
        for (var i = 0; i < batch.Spans.Count; i++)
        {
            var span = batch.Spans[i];
            for (var position = span.Start; position < span.End; position++, row++)
                (_tokens[row], _positions[row], _spans[row]) = (span.Sequence.TokenAt(position), position, i);
            for (var back = span.LogitCount; back > 0; back--)
                _logitRows[scored++] = row - back;
        }

        var size = batch.LogitCount * _config.VocabularySize;
        if (Logits.Length < size)
            Logits = GC.AllocateUninitializedArray<float>(size + size / 2, pinned: true);
    }

    /// <summary>Widens a stored row.</summary>
    public static void Load<TFormat>(byte* line, float* row, int size)
        where TFormat : struct, IStorageFormat
    {
        for (var from = 0; from < size; from += PanelMatrix.Width, line += TFormat.LineBytes)
        {
            TFormat.Load(line, out var first, out var second);
            if (from + PanelMatrix.Width <= size)
            {
                first.Store(row + from);
                second.Store(row + from + 16);
                continue;
            }

            for (var i = from; i < size; i++)
                row[i] = i - from < 16 ? first[i - from] : second[i - from - 16];
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _memory.Dispose();

    private static float* Next(ref float* at, long size)
    {
        var start = at;
        at += size;
        return start;
    }
}
