using static TorchSharp.torch;

namespace OlmoRL.Models;

/// <summary>Rotary positions: plain for sliding layers, YaRN for full ones. fp32 always.</summary>
/// <remarks>
/// Half-split rotation: dimension j of a head turns with dimension j + headSize / 2. The YaRN factor multiplies cos and
/// sin, not the attention scale. transformers 5.x uses one table for all layers, which is wrong for Olmo 3. Angles are
/// computed for the tokens of a pass: a table of 65,536 positions would be 67 MB, and slower to make than a model opens.
/// </remarks>
public sealed class RotaryEmbedding : IDisposable
{
    private readonly Tensor _sliding; // [headSize / 2], radians per position
    private readonly Tensor _full;
    private readonly double _fullFactor;

    /// <summary>Prepares the frequencies of a config.</summary>
    public RotaryEmbedding(TransformerConfig config, Device device)
    {
        Tensor Frequencies(YarnScaling? yarn) => tensor(InverseFrequencies(config, yarn), device: device).DetachFromDisposeScope();
        _sliding = Frequencies(null);
        _full = config.Yarn is null ? _sliding : Frequencies(config.Yarn);
        _fullFactor = config.Yarn?.AttentionFactor ?? 1;
    }

    /// <summary>Radians per position for each of headSize / 2 dimension pairs.</summary>
    public static float[] InverseFrequencies(TransformerConfig config, YarnScaling? yarn)
    {
        var half = config.HeadSize / 2;
        var frequencies = new float[half];
        for (var j = 0; j < half; j++)
            frequencies[j] = (float)Math.Pow(config.RopeTheta, -2.0 * j / config.HeadSize);
        if (yarn is null)
            return frequencies;

        // Dimension at which a frequency turns `rotations` times over the original context.
        double Correction(double rotations) =>
            config.HeadSize * Math.Log(yarn.OriginalMaxPositions / (2 * Math.PI * rotations))
            / (2 * Math.Log(config.RopeTheta));
        var low = Math.Max(Math.Floor(Correction(yarn.BetaFast)), 0);
        var high = Math.Min(Math.Ceiling(Correction(yarn.BetaSlow)), config.HeadSize - 1);
        for (var j = 0; j < half; j++)
        {
            var ramp = (float)Math.Clamp((j - low) / Math.Max(high - low, 0.001), 0, 1);
            frequencies[j] = frequencies[j] / (float)yarn.Factor * ramp + frequencies[j] * (1 - ramp);
        }

        return frequencies;
    }

    /// <summary>cos and sin for some tokens; the caller owns the result.</summary>
    /// <param name="positions">int64, [...]</param>
    /// <returns>[..., 1, headSize / 2] each, for sliding and for full layers.</returns>
    public RotaryRows Rows(Tensor positions)
    {
        var (cosSliding, sinSliding) = DecoderScript.RotaryRows(positions, _sliding, 1);
        if (ReferenceEquals(_full, _sliding))
            return new RotaryRows(cosSliding, sinSliding, cosSliding, sinSliding);
        var (cosFull, sinFull) = DecoderScript.RotaryRows(positions, _full, _fullFactor);
        return new RotaryRows(cosSliding, sinSliding, cosFull, sinFull);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _sliding.Dispose();
        _full.Dispose();
    }
}

/// <summary>cos and sin of some tokens, [..., 1, headSize / 2] each.</summary>
public readonly record struct RotaryRows(Tensor CosSliding, Tensor SinSliding, Tensor CosFull, Tensor SinFull);
