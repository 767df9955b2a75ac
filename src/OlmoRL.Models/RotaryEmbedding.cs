using static TorchSharp.torch;

namespace OlmoRL.Models;

/// <summary>Rotary position tables: plain for sliding layers, YaRN for full ones. fp32 always.</summary>
/// <remarks>
/// Half-split rotation: dimension j of a head turns with dimension j + headSize / 2. The YaRN factor multiplies cos and
/// sin, not the attention scale. transformers 5.x uses one table for all layers, which is wrong for Olmo 3.
/// </remarks>
public sealed class RotaryEmbedding : IDisposable
{
    private readonly Tensor _cosSliding;
    private readonly Tensor _sinSliding;
    private readonly Tensor _cosFull;
    private readonly Tensor _sinFull;

    /// <summary>Makes the tables for every position of the config's context.</summary>
    public RotaryEmbedding(TransformerConfig config, Device device)
    {
        using var scope = NewDisposeScope();
        (_cosSliding, _sinSliding) = Tables(InverseFrequencies(config, null), 1.0, config.MaxPositions, device);
        (_cosFull, _sinFull) = config.Yarn is null && config.SlidingWindow == 0
            ? (_cosSliding, _sinSliding)
            : Tables(InverseFrequencies(config, config.Yarn), config.Yarn?.AttentionFactor ?? 1.0,
                config.MaxPositions, device);
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

    /// <summary>The rows of both tables for some tokens; the caller owns the result.</summary>
    /// <param name="positions">int64, [...]</param>
    /// <returns>cos and sin, [..., 1, headSize / 2], for sliding and for full layers.</returns>
    public RotaryRows Rows(Tensor positions)
    {
        Tensor Pick(Tensor table) =>
            DecoderScript.Embed(positions, table).unsqueeze(-2);
        var cosSliding = Pick(_cosSliding);
        var sinSliding = Pick(_sinSliding);
        return ReferenceEquals(_cosFull, _cosSliding)
            ? new RotaryRows(cosSliding, sinSliding, cosSliding, sinSliding)
            : new RotaryRows(cosSliding, sinSliding, Pick(_cosFull), Pick(_sinFull));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _cosSliding.Dispose();
        _sinSliding.Dispose();
        _cosFull.Dispose();
        _sinFull.Dispose();
    }

    private static (Tensor Cos, Tensor Sin) Tables(float[] inverse, double factor, int positions, Device device)
    {
        using var inv = tensor(inverse, device: device);
        using var angles = outer(arange(positions, dtype: ScalarType.Float32, device: device), inv);
        return ((angles.cos() * factor).DetachFromDisposeScope(), (angles.sin() * factor).DetachFromDisposeScope());
    }
}

/// <summary>cos and sin of some tokens, [..., 1, headSize / 2] each.</summary>
public readonly record struct RotaryRows(Tensor CosSliding, Tensor SinSliding, Tensor CosFull, Tensor SinFull);
