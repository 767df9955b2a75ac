using System.Globalization;
using System.Numerics;

namespace OlmoRL.Verification.Verifiers;

/// <summary>An exact rational number in lowest terms with a positive denominator.</summary>
public readonly record struct RationalNumber
{
    /// <summary>A longer text is no answer, and parsing it would only cost time.</summary>
    private const int MaxLength = 64;

    private RationalNumber(BigInteger numerator, BigInteger denominator)
    {
        var divisor = BigInteger.GreatestCommonDivisor(numerator, denominator) * (denominator.Sign < 0 ? -1 : 1);
        (Numerator, Denominator) = (numerator / divisor, denominator / divisor);
    }

    /// <summary>Carries the sign.</summary>
    public BigInteger Numerator { get; }

    /// <summary>At least 1.</summary>
    public BigInteger Denominator { get; }

    /// <summary>Whether it is a whole number.</summary>
    public bool IsInteger => Denominator.IsOne;

    /// <summary>Bits of its longer part: what arithmetic on it costs.</summary>
    public long BitCount => Math.Max(Numerator.GetBitLength(), Denominator.GetBitLength());

    /// <summary>A quotient; the denominator is not 0.</summary>
    public static RationalNumber Of(BigInteger numerator, BigInteger denominator) => new(numerator, denominator);

    /// <summary>A whole number.</summary>
    public static RationalNumber Of(BigInteger value) => new(value, BigInteger.One);

    public static RationalNumber operator +(RationalNumber left, RationalNumber right) =>
        new(left.Numerator * right.Denominator + right.Numerator * left.Denominator, left.Denominator * right.Denominator);

    public static RationalNumber operator -(RationalNumber value) => new(-value.Numerator, value.Denominator);

    public static RationalNumber operator *(RationalNumber left, RationalNumber right) =>
        new(left.Numerator * right.Numerator, left.Denominator * right.Denominator);

    /// <summary>The quotient; the divisor is not 0.</summary>
    public static RationalNumber operator /(RationalNumber left, RationalNumber right) =>
        new(left.Numerator * right.Denominator, left.Denominator * right.Numerator);

    /// <summary>The nearest double, also where both parts are beyond its range.</summary>
    public double ToDouble()
    {
        var excess = (int)Math.Max(0, Math.Min(Numerator.GetBitLength(), Denominator.GetBitLength()) - 1000);
        return (double)(Numerator >> excess) / (double)(Denominator >> excess);
    }

    /// <summary>Reads 12, -3.50, 1,000, 3/4, 1 1/2 and 50%; never throws.</summary>
    public static bool TryParse(string? text, out RationalNumber number)
    {
        number = default;
        if (text is null || text.Length > MaxLength)
            return false;
        var rest = text.AsSpan().Trim();
        var percent = rest is [.., '%'];
        if (percent)
            rest = rest[..^1].TrimEnd();
        var negative = rest is ['-', ..];
        if (rest is ['-' or '+', ..])
            rest = rest[1..];
        if (!TryParseUnsigned(rest, out var numerator, out var denominator))
            return false;
        number = new RationalNumber(negative ? -numerator : numerator, percent ? denominator * 100 : denominator);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => Denominator.IsOne ? $"{Numerator}" : $"{Numerator}/{Denominator}";

    private static bool TryParseUnsigned(ReadOnlySpan<char> text, out BigInteger numerator, out BigInteger denominator)
    {
        (numerator, denominator) = (0, 1);
        var slash = text.IndexOf('/');
        if (slash < 0)
            return TryParseDecimal(text, out numerator, out denominator);
        var left = text[..slash].Trim();
        if (!TryParseDigits(text[(slash + 1)..].Trim(), out denominator) || denominator.IsZero)
            return false;
        var space = left.LastIndexOf(' ');
        if (space < 0)
            return TryParseDigits(left, out numerator);
        if (!TryParseDigits(left[..space].TrimEnd(), out var whole) || !TryParseDigits(left[(space + 1)..], out numerator))
            return false;
        numerator += whole * denominator;
        return true;
    }

    private static bool TryParseDecimal(ReadOnlySpan<char> text, out BigInteger numerator, out BigInteger denominator)
    {
        (numerator, denominator) = (0, 1);
        var point = text.IndexOf('.');
        var whole = point < 0 ? text : text[..point];
        var fraction = point < 0 ? default : text[(point + 1)..];
        if (point >= 0 && (fraction.IsEmpty || fraction.ContainsAnyExceptInRange('0', '9')))
            return false;
        if (!(whole.IsEmpty && point >= 0) && !TryParseGrouped(whole, out numerator))
            return false;
        if (point < 0)
            return true;
        denominator = BigInteger.Pow(10, fraction.Length);
        numerator = numerator * denominator + BigInteger.Parse(fraction, NumberStyles.None, CultureInfo.InvariantCulture);
        return true;
    }

    /// <summary>Digits, commas only between groups of three.</summary>
    private static bool TryParseGrouped(ReadOnlySpan<char> text, out BigInteger value)
    {
        value = 0;
        if (!text.Contains(','))
            return TryParseDigits(text, out value);
        var digits = text.ToString().Split(',');
        return digits[0].Length is 1 or 2 or 3 && digits.Skip(1).All(g => g.Length == 3)
            && TryParseDigits(string.Concat(digits), out value);
    }

    private static bool TryParseDigits(ReadOnlySpan<char> text, out BigInteger value)
    {
        value = 0;
        return !text.IsEmpty && !text.ContainsAnyExceptInRange('0', '9')
            && BigInteger.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }
}
