using System.Globalization;
using System.Numerics;
using OlmoRL.Verification.Verifiers;

namespace OlmoRL.Verification.Algebra;

/// <summary>Reads single numbers and letters.</summary>
internal static class AtomReader
{
    private const int MaxDigits = 4000;
    private const int MaxExponent = 4000;

    public static Expression Letter(string letter) => letter is "e" or "i" ? new Expression.Constant(letter) : new Expression.Symbol(letter);

    /// <summary>Digits with a point, an exponent and repeating digits.</summary>
    public static Expression Number(LatexToken token)
    {
        var text = token.Text;
        if (text.Length > MaxDigits)
            throw new UnreadableAnswerException("the number is too long");
        var exponent = 0;
        var e = text.AsSpan().IndexOfAny('e', 'E');
        if (e >= 0)
        {
            exponent = int.Parse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            text = text[..e];
        }

        if (Math.Abs(exponent) > MaxExponent)
            throw new UnreadableAnswerException("the exponent is too large");
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var decimals = point < 0 ? 0 : text.Length - point - 1;
        var digits = BigInteger.Parse("0" + text.Replace(".", "", StringComparison.Ordinal), NumberStyles.None, CultureInfo.InvariantCulture);
        var value = RationalNumber.Of(digits, BigInteger.Pow(10, decimals));
        if (token.Repeating.Length > 0)
        {
            var nines = BigInteger.Pow(10, token.Repeating.Length) - 1;
            var repeated = BigInteger.Parse(token.Repeating, NumberStyles.None, CultureInfo.InvariantCulture);
            value += RationalNumber.Of(repeated, nines * BigInteger.Pow(10, decimals));
        }

        var power = BigInteger.Pow(10, Math.Abs(exponent));
        return new Expression.Number(value * (exponent >= 0 ? RationalNumber.Of(power) : RationalNumber.Of(1, power)));
    }
}
