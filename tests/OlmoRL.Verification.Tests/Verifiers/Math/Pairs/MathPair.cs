namespace OlmoRL.Verification.Tests.Verifiers.Math.Pairs;

/// <summary>A ground truth and an answer whose relation is known by construction.</summary>
/// <param name="Kind">What the answer does to the ground truth; names a failure.</param>
public sealed record MathPair(string Kind, string Gold, string Answer);

/// <summary>Draws pairs from a list of makers in turn, so that every kind occurs equally often.</summary>
internal static class MathPairs
{
    public const int Seed = 20260601;

    public static IReadOnlyList<MathPair> Draw(IReadOnlyList<Func<Random, MathPair>> makers, string purpose, int count)
    {
        var seeds = new Runs.SeedSequence(Seed);
        return [.. Enumerable.Range(0, count).Select(i => makers[i % makers.Count](seeds.Stream(purpose, i)))];
    }

    public static T Pick<T>(this Random random, params ReadOnlySpan<T> choices) => choices[random.Next(choices.Length)];

    /// <summary>A number that is not 0.</summary>
    public static int Signed(this Random random, int limit) => random.Next(1, limit) * (random.Next(2) == 0 ? 1 : -1);

    /// <summary>A fraction in lowest terms with a denominator of at least 2.</summary>
    public static (int Numerator, int Denominator) Fraction(this Random random, int limit)
    {
        while (true)
        {
            var (numerator, denominator) = (random.Next(1, limit), random.Next(2, limit));
            if (System.Numerics.BigInteger.GreatestCommonDivisor(numerator, denominator).IsOne)
                return (numerator, denominator);
        }
    }

    /// <summary>A number without a square factor, at least 2.</summary>
    public static int SquareFree(this Random random) => random.Pick(2, 3, 5, 6, 7, 10, 11, 13, 14, 15, 17, 19, 21);

    /// <summary>+3 or -3, for a term that follows another.</summary>
    public static string Term(int coefficient) => coefficient < 0 ? $"{coefficient}" : $"+{coefficient}";

    /// <summary>Distinct items in another order.</summary>
    public static T[] Shuffled<T>(this Random random, params T[] items)
    {
        T[] copy = [.. items];
        do
            random.Shuffle(copy);
        while (copy.SequenceEqual(items));
        return copy;
    }
}
