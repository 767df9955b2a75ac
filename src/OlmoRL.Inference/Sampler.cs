using System.IO.Hashing;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace OlmoRL.Inference;

/// <summary>Draws a token from a row of logits, and gives its log-prob under the distribution it was drawn from.</summary>
public sealed class Sampler(int vocabularySize)
{
    private readonly float[] _weights = new float[vocabularySize];

    /// <summary>Inverse-CDF draw at a temperature; at temperature 0 the most likely token, scored at temperature 1.</summary>
    /// <param name="logits">[vocab]</param>
    /// <param name="temperature">At least 0.</param>
    /// <param name="seed">The sequence's seed.</param>
    /// <param name="position">The token's index in the sequence.</param>
    public (int Token, float LogProb) Sample(ReadOnlySpan<float> logits, double temperature, ulong seed, int position)
    {
        var scale = temperature == 0 ? 1f : (float)(1 / temperature);
        var largest = TensorPrimitives.Max(logits);
        TensorPrimitives.Subtract(logits, largest, _weights);
        TensorPrimitives.Multiply(_weights, scale, _weights);
        TensorPrimitives.Exp(_weights, _weights);
        var total = TensorPrimitives.Sum<float>(_weights);
        var token = temperature == 0
            ? TensorPrimitives.IndexOfMax(logits)
            : Draw(Uniform(seed, position) * total);
        return (token, (float)((logits[token] - largest) * scale - Math.Log(total)));
    }

    /// <summary>In [0, 1), a function of its inputs only.</summary>
    public static double Uniform(ulong seed, int position)
    {
        Span<ulong> input = [seed, (ulong)position];
        return (XxHash64.HashToUInt64(MemoryMarshal.AsBytes(input)) >> 11) * (1.0 / (1UL << 53));
    }

    private int Draw(double target)
    {
        var sum = 0.0;
        var last = 0;
        for (var i = 0; i < _weights.Length; i++)
        {
            if (_weights[i] == 0)
                continue;
            sum += _weights[i];
            last = i;
            if (sum > target)
                break;
        }

        return last;
    }
}
