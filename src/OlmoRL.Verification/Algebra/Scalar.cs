using OlmoRL.Verification.Verifiers;

namespace OlmoRL.Verification.Algebra;

/// <summary>A single value: exact where it is rational, else its values at seeded points, computed once.</summary>
internal sealed class Scalar
{
    private const int MinAgreements = 3;

    private readonly Approximation[] _samples;

    public Scalar(Expression expression, StepBudget budget)
    {
        Expression = expression;
        Infinite = InfiniteSign(expression);
        Exact = Infinite == 0 ? ExactValue.Of(expression, budget) : null;
        HasSymbol = SampledValue.HasSymbol(expression);
        _samples = Exact is { } value ? [Approximation.Rounded(value.ToDouble())]
            : Infinite != 0 ? []
            : [.. Enumerable.Range(0, HasSymbol ? SampledValue.PointCount : 1).Select(i => SampledValue.At(expression, i, budget))];
    }

    public Expression Expression { get; }

    /// <summary>The rational value, if that is what it is.</summary>
    public RationalNumber? Exact { get; }

    /// <summary>1 or -1 for an infinity, 0 for everything else.</summary>
    public int Infinite { get; }

    public bool HasSymbol { get; }

    /// <summary>The real value of a constant, infinities included; null for everything else.</summary>
    public double? Real => Infinite != 0 ? double.PositiveInfinity * Infinite
        : !HasSymbol && _samples[0] is { IsMeaningful: true, IsReal: true } sample ? sample.Value.Real : null;

    /// <summary>Whether two expressions have the same value, wherever both have one.</summary>
    public bool Equivalent(Scalar other)
    {
        if (Infinite != 0 || other.Infinite != 0)
            return Infinite == other.Infinite;
        if (Exact is { } mine && other.Exact is { } theirs)
            return mine == theirs;
        if (!HasSymbol && !other.HasSymbol)
            return Same(_samples[0], other._samples[0]) == true;
        var agreements = 0;
        for (var i = 0; i < SampledValue.PointCount; i++)
        {
            if (Same(At(i), other.At(i)) is not { } same)
                continue;
            if (!same)
                return false;
            agreements++;
        }

        return agreements >= MinAgreements;
    }

    /// <summary>
    /// What one is of the other if that is the same constant everywhere: two equations f = 0 and g = 0 are the same line.
    /// </summary>
    public double? Ratio(Scalar other)
    {
        if (Infinite != 0 || other.Infinite != 0)
            return null;
        Approximation? ratio = null;
        var agreements = 0;
        for (var i = 0; i < SampledValue.PointCount; i++)
        {
            var next = At(i) / other.At(i);
            if (!next.IsMeaningful || !next.IsReal || At(i).Value == 0)
                continue;
            ratio ??= next;
            if (!ratio.Value.Agrees(next))
                return null;
            agreements++;
        }

        return agreements >= MinAgreements ? ratio!.Value.Value.Real : null;
    }

    private Approximation At(int point) => _samples[_samples.Length == 1 ? 0 : point];

    /// <summary>Null where one side has no value there, or leaves the real line and the other does not.</summary>
    private static bool? Same(Approximation a, Approximation b)
    {
        if (!a.IsMeaningful && !b.IsMeaningful)
            return null;
        if (!IsZeroOrMeaningful(a) || !IsZeroOrMeaningful(b))
            return null;
        return a.IsReal == b.IsReal ? a.Agrees(b) : a.Agrees(b) ? true : null;
    }

    private static bool IsZeroOrMeaningful(Approximation a) => a.IsMeaningful || (System.Numerics.Complex.IsFinite(a.Value) && a.Error < 1e-9);

    private static int InfiniteSign(Expression expression) => expression switch
    {
        Expression.Infinity => 1,
        Expression.Product(var factors) when factors.Any(f => InfiniteSign(f) != 0) => factors.Aggregate(1, (sign, f) =>
            sign * (f is Expression.Number(var value) ? value.Numerator.Sign : InfiniteSign(f))),
        _ => 0,
    };
}
