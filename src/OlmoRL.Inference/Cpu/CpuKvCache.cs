using System.Runtime.Intrinsics;
using OlmoRL.Models;

namespace OlmoRL.Inference.Cpu;

/// <summary>Keys and values of all layers in blocks of 16 tokens.</summary>
/// <remarks>
/// Within a block and head, keys lie dimension by dimension, 16 tokens together, so that scores of 16 tokens come out of
/// one vector without a sum across it; values lie token by token.  Two dimensions of the keys make a line of 32 numbers,
/// as do 32 dimensions of a value; head sizes are padded to whole lines.
/// </remarks>
internal sealed unsafe class CpuKvCache<TFormat> : IDisposable
    where TFormat : struct, IStorageFormat
{
    /// <summary>Tokens of a block.</summary>
    public const int BlockSize = 16;
    private const int Line = PanelMatrix.Width;
    private readonly NativeBuffer[] _layers;
    private readonly long _blockBytes;

    /// <summary>Allocates it: for each layer as many blocks as its kind has.</summary>
    public CpuKvCache(TransformerConfig config, Func<int, int> blocksOfLayer)
    {
        HeadLines = (config.HeadSize + Line - 1) / Line;
        // Keys: headSize / 2 lines of 2 dimensions by 16 tokens. Values: 16 tokens of HeadLines lines. Both are as long.
        HeadBytes = BlockSize * HeadLines * TFormat.LineBytes;
        _blockBytes = 2L * config.KeyValueHeadCount * HeadBytes;
        _layers = [.. Enumerable.Range(0, config.LayerCount).Select(l => new NativeBuffer(blocksOfLayer(l) * _blockBytes))];
    }

    /// <summary>Size of the keys, or of the values, of a block and head.</summary>
    public int HeadBytes { get; }

    /// <summary>Lines of 32 numbers that a head's vector takes.</summary>
    public int HeadLines { get; }

    /// <summary>Keys of a block and head: [headLines * 16] lines of [2 dimensions, 16 tokens].</summary>
    public byte* Keys(int layer, int block, int head) => _layers[layer].Address + block * _blockBytes + 2L * head * HeadBytes;

    /// <summary>Values of a block and head: [16 tokens, headLines] lines.</summary>
    public byte* Values(int layer, int block, int head) => Keys(layer, block, head) + HeadBytes;

    /// <summary>Stores a key of one head at a place in its block.</summary>
    public static void StoreKey(byte* keys, int offset, float* key, int size)
    {
        for (var d = 0; d < size; d++)
            TFormat.StoreOne(keys + d / 2 * TFormat.LineBytes, d % 2 * BlockSize + offset, key[d]);
    }

    /// <summary>Stores a value of one head, padded to whole lines, at a place in its block.</summary>
    public void StoreValue(byte* values, int offset, float* value)
    {
        var line = values + offset * HeadLines * TFormat.LineBytes;
        for (var i = 0; i < HeadLines; i++, line += TFormat.LineBytes, value += Line)
            TFormat.Store(line, Vector512.Load(value), Vector512.Load(value + 16));
    }

    /// <summary>Copies a block of one layer.</summary>
    public void Copy(int layer, BlockCopy copy)
    {
        var memory = _layers[layer].Address;
        Buffer.MemoryCopy(memory + copy.From * _blockBytes, memory + copy.To * _blockBytes, _blockBytes, _blockBytes);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var layer in _layers)
            layer.Dispose();
    }
}
