using CsCheck;
using OlmoRL.Evaluation;

namespace OlmoRL.Core.Tests.Evaluation;

public sealed class PassAtKTests
{
    [Theory]
    [InlineData(4, 0, 1, 0)]
    [InlineData(4, 4, 2, 1)]
    [InlineData(4, 1, 4, 1)]
    [InlineData(5, 2, 2, 0.7)] // 1 - C(3, 2) / C(5, 2) = 1 - 3 / 10
    public void The_estimate_is_one_minus_the_share_of_draws_without_a_right_answer(int samples, int correct, int k, double expected) =>
        Assert.Equal(expected, PassAtK.Estimate(samples, correct, k), 12);

    [Fact]
    public void The_estimate_equals_the_count_over_all_subsets() =>
        (from samples in Gen.Int[1, 10] from correct in Gen.Int[0, samples] from k in Gen.Int[1, samples] select (samples, correct, k))
        .Sample(t => Assert.Equal(ShareOfSubsetsWithARightAnswer(t.samples, t.correct, t.k), PassAtK.Estimate(t.samples, t.correct, t.k), 9));

    [Fact]
    public void More_draws_than_samples_are_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => PassAtK.Estimate(4, 1, 5));

    /// <summary>Counts every subset of k samples; the first <paramref name="correct"/> samples are the right ones.</summary>
    private static double ShareOfSubsetsWithARightAnswer(int samples, int correct, int k)
    {
        int all = 0, hits = 0;
        for (var subset = 0; subset < 1 << samples; subset++)
        {
            if (System.Numerics.BitOperations.PopCount((uint)subset) != k)
                continue;
            all++;
            hits += (subset & ((1 << correct) - 1)) != 0 ? 1 : 0;
        }

        return (double)hits / all;
    }
}
