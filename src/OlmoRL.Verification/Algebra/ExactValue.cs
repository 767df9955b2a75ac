using System.Numerics;
using OlmoRL.Verification.Verifiers;

namespace OlmoRL.Verification.Algebra;

/// <summary>The exact rational value of an expression, where it has one that is not too long.</summary>
internal static class ExactValue
{
    /// <summary>Longer numbers are no answers, and each operation on them costs.</summary>
    private const long MaxBits = 40_000;

    private const int MaxFactorial = 1000;

    /// <summary>Null when the value is not rational, not a number, too long, or depends on a symbol.</summary>
    public static RationalNumber? Of(Expression expression, StepBudget budget)
    {
        budget.Spend();
        return expression switch
        {
            Expression.Number(var value) => value,
            Expression.Sum(var terms) => Fold(terms, RationalNumber.Of(0), (a, b) => a + b, budget),
            Expression.Product(var factors) => Fold(factors, RationalNumber.Of(1), (a, b) => a * b, budget),
            Expression.Quotient(var numerator, var denominator) =>
                Of(numerator, budget) is { } n && Of(denominator, budget) is { Numerator.IsZero: false } d ? Bounded(n / d, budget) : null,
            Expression.Power(var b, var e) => Of(b, budget) is { } x && Of(e, budget) is { } y ? Power(x, y, budget) : null,
            Expression.Root(var radicand, var index) =>
                Of(radicand, budget) is { } x && Of(index, budget) is { IsInteger: true } n ? Root(x, n.Numerator, budget) : null,
            Expression.Function(var name, var arguments) => Function(name, arguments, budget),
            Expression.Based(var digits, var numberBase) => Based(digits, numberBase),
            _ => null,
        };
    }

    /// <summary>The value of digits in a base; null if one of them is not a digit there.</summary>
    public static RationalNumber? Based(string digits, int numberBase)
    {
        var value = BigInteger.Zero;
        foreach (var digit in digits)
        {
            var d = char.IsAsciiDigit(digit) ? digit - '0' : char.IsAsciiLetterUpper(digit) ? digit - 'A' + 10 : int.MaxValue;
            if (d >= numberBase)
                return null;
            value = value * numberBase + d;
        }

        return RationalNumber.Of(value);
    }

    private static RationalNumber? Fold(
        IReadOnlyList<Expression> parts, RationalNumber start, Func<RationalNumber, RationalNumber, RationalNumber> combine, StepBudget budget)
    {
        var result = start;
        foreach (var part in parts)
        {
            if (Of(part, budget) is not { } value || Bounded(combine(result, value), budget) is not { } next)
                return null;
            result = next;
        }

        return result;
    }

    private static RationalNumber? Bounded(RationalNumber value, StepBudget budget)
    {
        var bits = value.BitCount;
        budget.Spend((int)(bits / 128));
        return bits <= MaxBits ? value : null;
    }

    private static RationalNumber? Power(RationalNumber x, RationalNumber y, StepBudget budget)
    {
        if (!y.IsInteger)
            return x.Numerator.Sign >= 0 && y.Denominator <= 64 && Root(x, y.Denominator, budget) is { } root
                ? Power(root, RationalNumber.Of(y.Numerator), budget) : null;
        if (x.Numerator.IsZero)
            return y.Numerator.Sign > 0 ? x : null;
        if (x.IsInteger && x.Numerator.IsOne)
            return x;
        var exponent = BigInteger.Abs(y.Numerator);
        if (exponent * x.BitCount > MaxBits)
            return null;
        budget.Spend((int)((long)exponent * x.BitCount / 32));
        var (n, d) = (BigInteger.Pow(x.Numerator, (int)exponent), BigInteger.Pow(x.Denominator, (int)exponent));
        return Bounded(y.Numerator.Sign >= 0 ? RationalNumber.Of(n, d) : RationalNumber.Of(d, n), budget);
    }

    private static RationalNumber? Root(RationalNumber x, BigInteger index, StepBudget budget)
    {
        if (index < 2 || index > 64 || x.BitCount > 4096 || (x.Numerator.Sign < 0 && index.IsEven))
            return null;
        budget.Spend((int)(x.BitCount / 8));
        var n = (int)index;
        return IntegerRoot(BigInteger.Abs(x.Numerator), n) is { } top && IntegerRoot(x.Denominator, n) is { } bottom
            ? RationalNumber.Of(x.Numerator.Sign < 0 ? -top : top, bottom) : null;
    }

    /// <summary>The exact root, or null; bisection, at most as many rounds as the root has bits.</summary>
    private static BigInteger? IntegerRoot(BigInteger value, int index)
    {
        if (value.IsZero || value.IsOne)
            return value;
        var (low, high) = (BigInteger.One, BigInteger.One << (int)(value.GetBitLength() / index + 1));
        while (low <= high)
        {
            var middle = (low + high) >> 1;
            var order = BigInteger.Pow(middle, index).CompareTo(value);
            if (order == 0)
                return middle;
            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return null;
    }

    private static RationalNumber? Function(string name, IReadOnlyList<Expression> arguments, StepBudget budget)
    {
        var values = new RationalNumber[arguments.Count];
        for (var i = 0; i < values.Length; i++)
        {
            if (Of(arguments[i], budget) is not { } value)
                return null;
            values[i] = value;
        }

        return (name, values) switch
        {
            ("abs", [var x]) => RationalNumber.Of(BigInteger.Abs(x.Numerator), x.Denominator),
            ("floor", [var x]) => RationalNumber.Of(Floor(x)),
            ("ceil", [var x]) => RationalNumber.Of(-Floor(-x)),
            ("factorial", [{ IsInteger: true } x]) when x.Numerator >= 0 && x.Numerator <= MaxFactorial => Factorial((int)x.Numerator, budget),
            ("binom", [{ IsInteger: true } n, { IsInteger: true } k]) => Binomial(n.Numerator, k.Numerator, budget),
            ("gcd", [{ IsInteger: true } a, { IsInteger: true } b]) => RationalNumber.Of(BigInteger.GreatestCommonDivisor(a.Numerator, b.Numerator)),
            ("max", { Length: > 0 }) => values.MaxBy(v => v.ToDouble()),
            ("min", { Length: > 0 }) => values.MinBy(v => v.ToDouble()),
            _ => null,
        };
    }

    private static BigInteger Floor(RationalNumber x) => BigInteger.DivRem(x.Numerator, x.Denominator, out var remainder) - (remainder.Sign < 0 ? 1 : 0);

    private static RationalNumber Factorial(int n, StepBudget budget)
    {
        budget.Spend(n);
        return RationalNumber.Of(Enumerable.Range(1, n).Aggregate(BigInteger.One, (product, i) => product * i));
    }

    private static RationalNumber? Binomial(BigInteger n, BigInteger k, StepBudget budget)
    {
        if (n.Sign < 0 || k.Sign < 0 || n > 100_000)
            return null;
        if (k > n)
            return RationalNumber.Of(0);
        k = BigInteger.Min(k, n - k);
        if (k > MaxFactorial)
            return null;
        budget.Spend((int)k);
        var result = BigInteger.One;
        for (var i = 1; i <= k; i++)
            result = result * (n - k + i) / i;
        return RationalNumber.Of(result);
    }
}
