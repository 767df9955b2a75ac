using CsCheck;
using OlmoRL.Rollouts;

namespace OlmoRL.Inference.Tests;

public sealed class SamplerTests
{
    private const int Vocabulary = 300; // more than one chunk

    private static readonly Gen<float[]> Logits = Gen.Float[-8, 8].Array[Vocabulary];

    private static readonly Gen<SamplingParams> AnySampling = Gen.Select(
        Gen.Double[0.3, 2], Gen.OneOf(Gen.Const(1.0), Gen.Double[0.05, 0.999]), Gen.OneOf(Gen.Const(0), Gen.Int[1, 40]),
        Gen.OneOf(Gen.Const(0.0), Gen.Double[0.01, 0.9])).Select((t, p, k, m) => Sampling with { Temperature = t, TopP = p, TopK = k, MinP = m });

    private static SamplingParams Sampling => new() { MaxTokens = 1, StopTokenIds = [] };

    [Fact]
    public void Log_probs_are_of_the_distribution_that_the_filters_leave() =>
        Gen.Select(Logits, AnySampling, Gen.ULong).Sample((logits, sampling, seed) =>
        {
            var expected = Distribution(logits, sampling);

            var draw = new Sampler(Vocabulary).Sample(logits, sampling with { TopLogProbs = 5 }, seed, 3);

            Assert.True(expected[draw.TokenId] > 0, "a token that the filters cut was drawn");
            Assert.Equal(Math.Log(expected[draw.TokenId]), draw.LogProb, 1e-4);
            var best = expected.Where(p => p > 0).OrderDescending().Take(5).ToArray();
            Assert.Equal(best.Length, draw.Top!.Length);
            Assert.All(best.Zip(draw.Top), pair => Assert.Equal(Math.Log(pair.First), pair.Second.LogProb, 1e-4));
        });

    [Fact]
    public void What_is_not_allowed_is_never_drawn_and_weighs_nothing() =>
        Gen.Select(Logits, AnySampling, Gen.ULong, Gen.Int[0, Vocabulary - 1].HashSet[1, 40]).Sample((logits, sampling, seed, ids) =>
        {
            var allowed = new ulong[(Vocabulary + 63) / 64];
            foreach (var id in ids)
                allowed[id / 64] |= 1UL << id % 64;
            var expected = Distribution([.. logits.Select((l, i) => ids.Contains(i) ? l : float.NegativeInfinity)], sampling);

            var draw = new Sampler(Vocabulary).Sample(logits, sampling with { TopLogProbs = 5 }, seed, 3, allowed);

            Assert.Contains(draw.TokenId, ids);
            Assert.Equal(Math.Log(expected[draw.TokenId]), draw.LogProb, 1e-4);
            Assert.All(draw.Top!, t => Assert.Contains(t.TokenId, ids));
        });

    [Fact]
    public void Draws_follow_the_distribution()
    {
        float[] logits = [1, 0, -1, 2, .. Enumerable.Repeat(-50f, Vocabulary - 4)];
        foreach (var sampling in (SamplingParams[])[Sampling, Sampling with { TopK = 3 }, Sampling with { TopP = 0.9 }, Sampling with { MinP = 0.2 }])
        {
            var expected = Distribution(logits, sampling);
            var sampler = new Sampler(Vocabulary);
            var counts = new int[Vocabulary];
            const int Draws = 20_000;

            for (var i = 0; i < Draws; i++)
                counts[sampler.Sample(logits, sampling, 7, i).TokenId]++;

            for (var token = 0; token < 4; token++)
            {
                var deviation = Math.Sqrt(expected[token] * (1 - expected[token]) / Draws);
                Assert.InRange((double)counts[token] / Draws, expected[token] - 4.5 * deviation, expected[token] + 4.5 * deviation);
            }
        }
    }

    [Fact]
    public void Temperature_0_takes_the_most_likely_token() =>
        Gen.Select(Logits, Gen.ULong).Sample((logits, seed) =>
        {
            var draw = new Sampler(Vocabulary).Sample(logits, Sampling with { Temperature = 0 }, seed, 0);

            Assert.Equal(logits.Max(), logits[draw.TokenId]);
        });

    [Fact]
    public void Prompt_scores_are_log_softmax() =>
        Gen.Select(Logits, Gen.Int[0, Vocabulary - 1]).Sample((logits, token) =>
        {
            var (logProb, top) = new Sampler(Vocabulary).Score(logits, token, 2);

            Assert.Equal(Math.Log(Distribution(logits, Sampling)[token]), logProb, 1e-4);
            Assert.Equal(2, top.Length);
        });

    /// <summary>Probabilities by the definitions: sort, cut, normalise, one filter after another.</summary>
    private static double[] Distribution(float[] logits, SamplingParams sampling)
    {
        var weights = logits.Select(l => Math.Exp((l - logits.Max()) / sampling.Temperature)).ToArray();
        int[] order = [.. Enumerable.Range(0, logits.Length).OrderByDescending(i => (float)weights[i])];
        if (sampling.TopK > 0)
            order = order[..Math.Min(sampling.TopK, order.Length)];
        var mass = order.Sum(i => weights[i]);
        var before = 0.0;
        if (sampling.TopP < 1)
            order = [.. order.TakeWhile(i => (before += weights[i]) - weights[i] < sampling.TopP * mass)];
        order = [.. order.Where(i => weights[i] >= sampling.MinP * weights[order[0]])];
        var total = order.Sum(i => weights[i]);
        var result = new double[logits.Length];
        foreach (var i in order)
            result[i] = weights[i] / total;
        return result;
    }
}
