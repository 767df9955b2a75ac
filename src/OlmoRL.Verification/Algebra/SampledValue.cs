using System.Numerics;

namespace OlmoRL.Verification.Algebra;

/// <summary>An expression's value where every symbol has a fixed, seeded random value.</summary>
internal static class SampledValue
{
    /// <summary>Points: the first half positive, where roots and logarithms are real; the rest of either sign.</summary>
    public const int PointCount = 8;

    private const int Half = PointCount / 2;

    private const double DegreesPerRadian = 180 / Math.PI;

    /// <summary>The value at a point.</summary>
    public static Approximation At(Expression expression, int point, StepBudget budget)
    {
        budget.Spend();
        Approximation Of(Expression part) => At(part, point, budget);
        return expression switch
        {
            Expression.Number(var value) => Approximation.Rounded(value.ToDouble()),
            Expression.Constant("pi") => Approximation.Rounded(Math.PI),
            Expression.Constant("e") => Approximation.Rounded(Math.E),
            Expression.Constant("i") => new Approximation(Complex.ImaginaryOne, 0),
            Expression.Symbol(var name) => Approximation.Exact(Coordinate(name, point)),
            Expression.Sum(var terms) => terms.Aggregate(Approximation.Exact(0), (sum, term) => sum + Of(term)),
            Expression.Product(var factors) => factors.Aggregate(Approximation.Exact(1), (product, factor) => product * Of(factor)),
            Expression.Quotient(var numerator, var denominator) => Of(numerator) / Of(denominator),
            Expression.Power(var b, var e) => Of(b).Power(Of(e)),
            Expression.Root(var radicand, var index) => Root(Of(radicand), Of(index)),
            Expression.Function(var name, var arguments) => ElementaryFunctions.Apply(name, [.. arguments.Select(Of)]),
            Expression.Degrees(var value) => Of(value) / Approximation.Rounded(DegreesPerRadian),
            Expression.Based(var digits, var numberBase) => ExactValue.Based(digits, numberBase) is { } value
                ? Approximation.Rounded(value.ToDouble()) : Approximation.NotANumber,
            _ => Approximation.NotANumber,
        };
    }

    /// <summary>Whether the value depends on a symbol.</summary>
    public static bool HasSymbol(Expression expression) => expression switch
    {
        Expression.Symbol => true,
        Expression.Sum(var terms) => terms.Any(HasSymbol),
        Expression.Product(var factors) => factors.Any(HasSymbol),
        Expression.Quotient(var numerator, var denominator) => HasSymbol(numerator) || HasSymbol(denominator),
        Expression.Power(var b, var e) => HasSymbol(b) || HasSymbol(e),
        Expression.Root(var radicand, var index) => HasSymbol(radicand) || HasSymbol(index),
        Expression.Function(_, var arguments) => arguments.Any(HasSymbol),
        Expression.Degrees(var value) => HasSymbol(value),
        _ => false,
    };

    /// <summary>The real root of a real number where there is one, else the principal one.</summary>
    private static Approximation Root(Approximation radicand, Approximation index)
    {
        var odd = index.Value.Imaginary == 0 && index.Value.Real % 2 is 1 or -1;
        if (!odd || !radicand.IsReal || radicand.Value.Real >= 0)
            return radicand.Power(Approximation.Exact(1) / index);
        var positive = new Approximation(-radicand.Value, radicand.Error).Power(Approximation.Exact(1) / index);
        return new Approximation(-positive.Value, positive.Error);
    }

    /// <summary>
    /// The same for a name in every expression. Magnitudes are spread over 0.2 to 120, one quarter of that (in logarithm)
    /// a point, so that small terms, large ones and both sides of a modulus are seen.
    /// </summary>
    private static double Coordinate(string name, int point)
    {
        var hash = new Runs.SeedSequence(20_251_213).Derive(name, point);
        var place = (point % Half + (hash >> 11) * (1.0 / (1UL << 53))) / Half;
        var magnitude = 0.2 * Math.Pow(600, place);
        return point >= Half && (hash & 1) == 0 ? -magnitude : magnitude;
    }
}
