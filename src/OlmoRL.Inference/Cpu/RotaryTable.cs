using OlmoRL.Models;

namespace OlmoRL.Inference.Cpu;

/// <summary>cos and sin of every position, in the form that the decoder reads; plain for sliding layers, YaRN for full ones.</summary>
internal sealed unsafe class RotaryTable : IDisposable
{
    private readonly NativeBuffer _memory;
    private readonly int _half;

    /// <summary>Makes the rows of positions [0, length).</summary>
    public RotaryTable(TransformerConfig config, bool sliding, int length)
    {
        _half = config.HeadSize / 2;
        _memory = new NativeBuffer(2L * length * _half * sizeof(float));
        var yarn = sliding ? null : config.Yarn;
        var frequencies = RotaryEmbedding.InverseFrequencies(config, yarn);
        var factor = (float)(yarn?.AttentionFactor ?? 1);
        for (var position = 0; position < length; position++)
        {
            for (var j = 0; j < _half; j++)
            {
                var angle = position * frequencies[j];
                Cos(position)[j] = MathF.Cos(angle) * factor;
                Sin(position)[j] = MathF.Sin(angle) * factor;
            }
        }
    }

    /// <summary>[headSize / 2]</summary>
    public float* Cos(int position) => _memory.Floats + 2L * position * _half;

    /// <summary>[headSize / 2]</summary>
    public float* Sin(int position) => Cos(position) + _half;

    /// <inheritdoc/>
    public void Dispose() => _memory.Dispose();
}
