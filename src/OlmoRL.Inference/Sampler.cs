using System.IO.Hashing;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using OlmoRL.Rollouts;

namespace OlmoRL.Inference;

/// <summary>A token drawn from a row of logits.</summary>
/// <param name="TokenId">Which.</param>
/// <param name="LogProb">Under the distribution it was drawn from.</param>
/// <param name="Top">The most likely tokens of that distribution, or null when none were asked for.</param>
public readonly record struct Draw(int TokenId, float LogProb, TokenLogProb[]? Top);

/// <summary>Draws tokens from rows of logits, and gives their log-probs. For one thread.</summary>
public sealed class Sampler(int vocabularySize)
{
    private const int ChunkSize = 256;
    private const int BitsAWord = 64;
    private readonly float[] _weights = new float[vocabularySize];
    private readonly double[] _chunkSums = new double[(vocabularySize + ChunkSize - 1) / ChunkSize];
    private readonly Lazy<TokenOrder> _order = new(() => new TokenOrder(vocabularySize));
    private readonly Lazy<float[]> _masked = new(() => new float[vocabularySize]);
    private float _largest;
    private float _scale;
    private double _total;

    /// <summary>Inverse-CDF draw; at temperature 0 the most likely token, scored at temperature 1.</summary>
    /// <param name="logits">[vocab]</param>
    /// <param name="sampling">How to draw.</param>
    /// <param name="seed">The sequence's seed.</param>
    /// <param name="position">The token's index in the sequence.</param>
    /// <param name="allowed">A bit for every token that may be drawn, of what the others leave; empty: all.</param>
    public Draw Sample(ReadOnlySpan<float> logits, SamplingParams sampling, ulong seed, int position, ReadOnlySpan<ulong> allowed = default)
    {
        if (!allowed.IsEmpty)
            logits = Mask(logits, allowed);
        Weigh(logits, sampling.Temperature == 0 ? 1 : sampling.Temperature);
        if (sampling.Temperature == 0)
            return Result(logits, TensorPrimitives.IndexOfMax(logits), sampling, _total, kept: null);
        var at = Uniform(seed, position);
        if (!sampling.IsTruncated)
            return Result(logits, DrawFromAll(at * _total), sampling, _total, kept: null);
        var (kept, mass) = Truncate(sampling);
        return Result(logits, DrawFromOrder(kept, at * mass), sampling, mass, kept);
    }

    /// <summary>Log-prob of a given token at temperature 1, and the most likely ones.</summary>
    public (float LogProb, TokenLogProb[] Top) Score(ReadOnlySpan<float> logits, int token, int top)
    {
        Weigh(logits, 1);
        return (LogProb(logits[token], _total), top > 0 ? Best(logits, top, _total, kept: null) : []);
    }

    /// <summary>In [0, 1), a function of its inputs only.</summary>
    public static double Uniform(ulong seed, int position)
    {
        Span<ulong> input = [seed, (ulong)position];
        return (XxHash64.HashToUInt64(MemoryMarshal.AsBytes(input)) >> 11) * (1.0 / (1UL << 53));
    }

    /// <summary>The logits of what is allowed; the others weigh nothing.</summary>
    private ReadOnlySpan<float> Mask(ReadOnlySpan<float> logits, ReadOnlySpan<ulong> allowed)
    {
        var masked = _masked.Value;
        for (var i = 0; i < masked.Length; i++)
            masked[i] = i / BitsAWord < allowed.Length && (allowed[i / BitsAWord] >> i & 1) != 0 ? logits[i] : float.NegativeInfinity;
        return masked;
    }

    /// <summary>exp((logit - largest) / temperature) of every token, summed in chunks so that a draw need not add them all.</summary>
    private void Weigh(ReadOnlySpan<float> logits, double temperature)
    {
        (_largest, _scale, _total) = (TensorPrimitives.Max(logits), (float)(1 / temperature), 0);
        for (var chunk = 0; chunk < _chunkSums.Length; chunk++)
        {
            var from = chunk * ChunkSize;
            var count = Math.Min(ChunkSize, _weights.Length - from);
            var weights = _weights.AsSpan(from, count);
            TensorPrimitives.Subtract(logits.Slice(from, count), _largest, weights);
            if (_scale != 1)
                TensorPrimitives.Multiply(weights, _scale, weights);
            TensorPrimitives.Exp(weights, weights);
            _total += _chunkSums[chunk] = TensorPrimitives.Sum<float>(weights);
        }
    }

    private int DrawFromAll(double target)
    {
        var chunk = 0;
        while (chunk + 1 < _chunkSums.Length && target >= _chunkSums[chunk])
            target -= _chunkSums[chunk++];
        var last = -1;
        for (var i = chunk * ChunkSize; i < _weights.Length; i++)
        {
            if (_weights[i] == 0)
                continue;
            last = i;
            if ((target -= _weights[i]) < 0)
                return i;
        }

        // Rounding can leave a sliver beyond the last token.
        return last >= 0 ? last : Array.FindLastIndex(_weights, w => w > 0);
    }

    /// <summary>Orders the tokens that survive the filters; returns how many do, and the sum of their weights.</summary>
    private (int Kept, double Mass) Truncate(SamplingParams sampling)
    {
        var order = _order.Value;
        var all = _total;
        if (sampling.TopK > 0)
        {
            order.Heaviest(_weights, sampling.TopK);
            all = 0;
            for (var i = 0; i < order.Count; i++)
                all += _weights[order[i]];
        }
        else
        {
            // All tokens lighter than this weigh 1 - p together at most, so the ones that reach p are among the others.
            order.OfAtLeast(_weights, (float)Math.Max(sampling.MinP, all * (1 - sampling.TopP) / _weights.Length));
        }

        var mass = 0.0;
        var kept = 0;
        while (kept < order.Count && (kept == 0 || (mass < sampling.TopP * all && _weights[order[kept]] >= sampling.MinP)))
            mass += _weights[order[kept++]];
        return (kept, mass);
    }

    private int DrawFromOrder(int kept, double target)
    {
        var order = _order.Value;
        for (var i = 0; i < kept; i++)
        {
            if ((target -= _weights[order[i]]) < 0)
                return order[i];
        }

        return order[kept - 1];
    }

    private Draw Result(ReadOnlySpan<float> logits, int token, SamplingParams sampling, double mass, int? kept) =>
        new(token, LogProb(logits[token], mass), sampling.TopLogProbs > 0 ? Best(logits, sampling.TopLogProbs, mass, kept) : null);

    private TokenLogProb[] Best(ReadOnlySpan<float> logits, int count, double mass, int? kept)
    {
        var order = _order.Value;
        if (kept is null)
            order.Heaviest(_weights, count);
        var best = new List<TokenLogProb>(count);
        for (var i = 0; i < Math.Min(count, kept ?? order.Count); i++)
        {
            if (!float.IsNegativeInfinity(logits[order[i]]))
                best.Add(new TokenLogProb(order[i], LogProb(logits[order[i]], mass)));
        }

        return [.. best];
    }

    private float LogProb(float logit, double mass) => (float)((double)(logit - _largest) * _scale - Math.Log(mass));
}
