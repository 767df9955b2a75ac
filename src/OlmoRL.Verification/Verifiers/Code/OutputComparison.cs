using System.Globalization;
using System.Numerics;

namespace OlmoRL.Verification.Verifiers.Code;

/// <summary>Whether a program printed what was expected: line by line without outer white space, else as exact decimals.</summary>
/// <remarks>The rule of open-instruct's code service: 1.0 equals 1.00, no tolerance, the number of lines counts.</remarks>
internal static class OutputComparison
{
    private const int MaxExponent = 10_000;

    public static bool AreEqual(string printed, string expected)
    {
        var left = Lines(printed);
        var right = Lines(expected);
        if (left.Length != right.Length)
            return false;
        for (var i = 0; i < left.Length; i++)
        {
            if (!string.Equals(left[i], right[i], StringComparison.Ordinal) && !AreEqualNumbers(left[i], right[i]))
                return false;
        }

        return true;
    }

    private static string[] Lines(string text) => text.Trim().Split('\n', StringSplitOptions.TrimEntries);

    private static bool AreEqualNumbers(string left, string right)
    {
        var a = left.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var b = right.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return a.Length == b.Length && a.Zip(b).All(p => Decimal(p.First) is { } x && Decimal(p.Second) is { } y && x == y);
    }

    /// <summary>Digits without trailing zeros, and the power of ten; null for what is no finite decimal.</summary>
    private static (BigInteger Digits, int Exponent)? Decimal(string text)
    {
        var mark = text.AsSpan().IndexOfAny('e', 'E');
        var exponent = 0;
        if (mark >= 0 && !int.TryParse(text.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent))
            return null;
        var mantissa = mark >= 0 ? text[..mark] : text;
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        if (point >= 0)
        {
            exponent -= mantissa.Length - point - 1;
            mantissa = mantissa.Remove(point, 1);
        }

        var digits = mantissa.TrimStart('+', '-');
        if (digits.Length == 0 || mantissa.Length - digits.Length > 1 || !digits.All(char.IsAsciiDigit) || Math.Abs((long)exponent) > MaxExponent)
            return null;
        var kept = digits.TrimEnd('0');
        if (kept.Length == 0)
            return (BigInteger.Zero, 0);
        var value = BigInteger.Parse(kept, NumberStyles.None, CultureInfo.InvariantCulture);
        return (mantissa[0] == '-' ? -value : value, exponent + digits.Length - kept.Length);
    }
}
