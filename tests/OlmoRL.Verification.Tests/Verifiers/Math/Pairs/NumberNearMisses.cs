using System.Globalization;
using System.Numerics;

namespace OlmoRL.Verification.Tests.Verifiers.Math.Pairs;

/// <summary>A number, and one that looks almost the same and is another.</summary>
internal static class NumberNearMisses
{
    public static readonly IReadOnlyList<Func<Random, MathPair>> Makers =
    [
        r => { var n = r.Next(2, 9999); return new("off by one", $"{n}", r.Pick($"{n + 1}", $"{n - 1}")); },
        r => { var n = r.Next(1, 9999); return new("sign", $"{n}", $"-{n}"); },
        r => { var n = r.Next(1, 999); return new("factor of ten", $"{n}", r.Pick($"{n}0", $"{n}00", $"0.{n}")); },
        r => { var n = r.Next(2, 99); return new("reciprocal", $"{n}", $"\\frac{{1}}{{{n}}}"); },
        r => { var n = r.Next(2, 99); return new("percent twice", $"{n}\\%", r.Pick($"{n + 1}\\%", $"0.0{n:00}", $"{n}00\\%")); },
        r => { var n = r.Next(1001, 9999); return new("decimal comma", $"{n}", $"{n / 1000}.{n % 1000:000}"); },
        r => { var (a, n) = (r.Next(2, 9), r.Next(2, 9)); return new("power written flat", $"{a}^{{{n + 1}}}", r.Pick($"{a}{n + 1}", $"{a}^{{{n}}}", $"{a}\\cdot {n + 10}")); },
        r => { var (a, b) = (r.Next(2, 9), r.Next(2, 9)); return new("juxtaposed digits", $"{a}{b}", $"{a}\\cdot {b}"); },
        r => { var n = r.Next(10, 999); return new("tiny difference", $"{n}", r.Pick($"{n}.001", $"{n}.0000001", $"{n - 1}.999999")); },
        Fraction, Mixed, MixedAsProduct, Rounded, Root, RootIndex, RootSwapped, Factorial, Binomial, Sum, Pi, PiRounded, Imaginary,
        ImaginaryDropped, Log, LogBase, Trigonometric, Base, BaseDigits, Scientific, Digits, Repeating, Exponential,
        LargePower, Infinity, Nested, LongNumber, DegreesAsRadians,
    ];

    private static MathPair Fraction(Random r)
    {
        var (a, b) = r.Fraction(60);
        return new("fraction", $"\\frac{{{a}}}{{{b}}}", a == 1
            ? r.Pick($"\\frac{{{a}}}{{{b + 1}}}", $"-\\frac{{{a}}}{{{b}}}")
            : r.Pick($"\\frac{{{b}}}{{{a}}}", $"\\frac{{{a + 1}}}{{{b}}}", $"\\frac{{{a}}}{{{b + 1}}}", $"-\\frac{{{a}}}{{{b}}}", $"{a}{b}"));
    }

    private static MathPair Mixed(Random r)
    {
        var (whole, b) = (r.Next(1, 20), r.Next(3, 20));
        return new("mixed number", $"{whole}\\frac{{1}}{{{b}}}", r.Pick($"{whole + 1}\\frac{{1}}{{{b}}}", $"{whole}\\frac{{2}}{{{b}}}", $"\\frac{{{whole}}}{{{b}}}"));
    }

    private static MathPair MixedAsProduct(Random r)
    {
        var (whole, b) = (r.Next(2, 20), r.Next(3, 20));
        return new("mixed number as a product", $"{whole}\\frac{{1}}{{{b}}}", $"{whole}\\cdot\\frac{{1}}{{{b}}}");
    }

    private static MathPair Rounded(Random r)
    {
        var b = r.Pick(3, 7, 9, 11, 13);
        var a = r.Next(1, b);
        return new("rounded", $"\\frac{{{a}}}{{{b}}}", ((decimal)a / b).ToString($"F{r.Next(2, 6)}", CultureInfo.InvariantCulture));
    }

    private static MathPair Root(Random r)
    {
        var (k, n) = (r.Next(2, 15), r.SquareFree());
        return new("root", $"{k}\\sqrt{{{n}}}", r.Pick($"{k + 1}\\sqrt{{{n}}}", $"{k}\\sqrt{{{n + 23}}}", $"\\sqrt{{{k * n}}}", $"{k * n}", $"-{k}\\sqrt{{{n}}}"));
    }

    private static MathPair RootIndex(Random r)
    {
        var n = r.SquareFree();
        return new("index of a root", $"\\sqrt[3]{{{n}}}", r.Pick($"\\sqrt{{{n}}}", $"3\\sqrt{{{n}}}", $"\\sqrt[4]{{{n}}}"));
    }

    private static MathPair RootSwapped(Random r)
    {
        var (k, n) = (r.Pick(2, 3, 5), r.Pick(7, 11, 13));
        return new("root swapped", $"{k}\\sqrt{{{n}}}", $"{n}\\sqrt{{{k}}}");
    }

    private static MathPair Factorial(Random r)
    {
        var n = r.Next(4, 12);
        return new("factorial", $"{n}!", r.Pick($"{n}", $"{n - 1}!", $"{n + 1}!"));
    }

    private static MathPair Binomial(Random r)
    {
        var n = r.Next(7, 20);
        return new("binomial", $"\\binom{{{n}}}{{3}}", r.Pick($"\\binom{{{n}}}{{2}}", $"\\binom{{{n - 1}}}{{3}}", $"\\frac{{{n}}}{{3}}"));
    }

    private static MathPair Sum(Random r)
    {
        var (a, b, n) = (r.Next(1, 30), r.Next(2, 9), r.SquareFree());
        return new("sum with a root", $"{a}+{b}\\sqrt{{{n}}}", r.Pick($"{a}-{b}\\sqrt{{{n}}}", $"{b}+{a + b}\\sqrt{{{n}}}", $"{a + b}\\sqrt{{{n}}}"));
    }

    private static MathPair Pi(Random r)
    {
        var n = r.Next(2, 60);
        return new("pi", $"{n}\\pi", r.Pick($"{n}", $"{n + 1}\\pi", $"\\frac{{\\pi}}{{{n}}}", $"{n}\\pi^2", $"{n}+\\pi"));
    }

    private static MathPair PiRounded(Random r)
    {
        var n = r.Next(2, 60);
        return new("pi rounded", $"{n}\\pi", r.Pick($"{n * 3.14m}".ToString(CultureInfo.InvariantCulture), $"{n}\\cdot 3.14", $"\\frac{{{22 * n}}}{{7}}"));
    }

    private static MathPair Imaginary(Random r)
    {
        var (a, b) = (r.Next(1, 30), r.Next(31, 60));
        return new("complex", $"{a}+{b}i", r.Pick($"{a}-{b}i", $"{b}+{a}i", $"-{a}+{b}i", $"{a}+{b}"));
    }

    private static MathPair ImaginaryDropped(Random r)
    {
        var n = r.Next(2, 60);
        return new("imaginary unit", $"{n}i", r.Pick($"{n}", $"-{n}i", $"{n}i^2", $"i^{n}+{n}"));
    }

    private static MathPair Log(Random r)
    {
        var n = r.Next(3, 30);
        return new("logarithm", $"\\ln {n}", r.Pick($"\\log_{{10}} {n}", $"\\ln {n + 1}", $"{n}", $"\\frac{{1}}{{\\ln {n}}}"));
    }

    private static MathPair LogBase(Random r)
    {
        var (a, b) = (r.Pick(3, 5, 7), r.Pick(2, 6, 11));
        return new("base of a logarithm", $"\\log_{{{b}}} {a}", r.Pick($"\\log_{{{a}}} {b}", $"\\log_{{{b + 1}}} {a}"));
    }

    private static MathPair Trigonometric(Random r)
    {
        var n = r.Next(1, 40);
        return new("trigonometric", $"\\sin {n}^\\circ", r.Pick($"\\cos {n}^\\circ", $"\\sin {n + 1}^\\circ", $"\\tan {n}^\\circ"));
    }

    private static MathPair Base(Random r)
    {
        var b = r.Next(4, 9);
        return new("base", $"123_{{{b}}}", r.Pick($"123_{{{b + 1}}}", $"132_{{{b}}}", $"{(b * b) + (2 * b) + 4}"));
    }

    private static MathPair BaseDigits(Random r)
    {
        var n = r.Next(100, 777);
        return new("base left out, other digits", $"{n}_{{8}}", r.Pick($"{n + 1}", $"{n + 1}_8", $"{n}1_8"));
    }

    private static MathPair Scientific(Random r)
    {
        var (whole, power) = (r.Next(1, 10), r.Next(3, 12));
        return new("scientific", $"{whole}.5\\times 10^{{{power}}}", r.Pick($"{whole}.5\\times 10^{{{power + 1}}}", $"{whole}.5\\times 10^{{-{power}}}", $"{whole + 1}.5\\times 10^{{{power}}}"));
    }

    private static MathPair Digits(Random r)
    {
        var (a, b) = (r.Next(1, 5), r.Next(5, 10));
        return new("digits swapped", $"{a}{b}7", $"{b}{a}7");
    }

    private static MathPair Repeating(Random r)
    {
        var n = r.Next(1, 9);
        return new("repeating decimal", $"0.\\overline{{{n}}}", r.Pick($"0.{n}", $"0.{n}{n}{n}", $"0.0\\overline{{{n}}}"));
    }

    private static MathPair Exponential(Random r)
    {
        var n = r.Next(2, 20);
        return new("exponential", $"e^{{{n}}}", r.Pick($"e^{{{n + 1}}}", $"e^{{-{n}}}", $"{n}e", $"{n}^e"));
    }

    private static MathPair LargePower(Random r)
    {
        var n = r.Next(40, 400);
        return new("large power", $"2^{{{n}}}", r.Pick($"2^{{{n}}}-1", $"2^{{{n}}}+1", $"2^{{{n + 1}}}", $"4^{{{n}}}"));
    }

    private static MathPair Infinity(Random r) =>
        new("infinity", "\\infty", r.Pick("-\\infty", "0", $"{r.Next(100, 1000)}", "10^{100}"));

    private static MathPair Nested(Random r)
    {
        var (a, b) = (r.Next(2, 20), r.Next(2, 20));
        return new("nested root", $"\\sqrt{{{a}+\\sqrt{{{b}}}}}", r.Pick($"\\sqrt{{{a}}}+\\sqrt{{{b}}}", $"\\sqrt{{{a}-\\sqrt{{{b}}}}}", $"\\sqrt{{{a + 1}+\\sqrt{{{b}}}}}"));
    }

    private static MathPair LongNumber(Random r)
    {
        var n = BigInteger.Pow(r.Next(3, 9), r.Next(40, 90));
        return new("last digit of a long number", $"{n}", $"{n + 1}");
    }

    private static MathPair DegreesAsRadians(Random r)
    {
        var n = r.Next(2, 90);
        return new("degrees against radians", $"\\sin {n}^\\circ", $"\\sin {n}");
    }
}
