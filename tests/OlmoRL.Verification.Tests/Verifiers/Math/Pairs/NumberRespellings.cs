using System.Globalization;
using System.Numerics;

namespace OlmoRL.Verification.Tests.Verifiers.Math.Pairs;

/// <summary>One number, written in two ways.</summary>
internal static class NumberRespellings
{
    public static readonly IReadOnlyList<Func<Random, MathPair>> Makers =
    [
        r => Grouped(r, ","),
        r => Grouped(r, "{,}"),
        r => Grouped(r, "\\,"),
        r => Grouped(r, ",\\!"),
        r => { var n = r.Signed(9999); return new("trailing zeros", $"{n}", r.Pick($"{n}.0", $"{n}.00", $"{n}.")); },
        r => { var n = r.Next(1, 999); return new("sign", $"{n}", r.Pick($"+{n}", $"--{n}", $"-(-{n})")); },
        r => { var n = r.Signed(999); return new("dollars", $"{n}", r.Pick($"${n}$", $"\\({n}\\)", $"$${n}$$", $"\\[{n}\\]")); },
        r => { var n = r.Next(1, 999); return new("wrapped", $"{n}", r.Pick($"{{{n}}}", $"\\left({n}\\right)", $"({n})", $"\\text{{{n}}}", $"\\mathbf{{{n}}}", $"\\boxed{{{n}}}")); },
        r => { var n = r.Next(1, 99); return new("leading point", $"0.{n:00}", $".{n:00}"); },
        Macro, Slash, Short, SignPlaces, Unreduced, Mixed, TerminatingDecimal, Repeating, Percent, Power, Negative,
        Scientific, Root, CubeRoot, Rationalised, HalfPower, SumOfRoots, OverCommon, Factorial, Binomial, Absolute,
        FloorOrCeiling, LogOfPower, LogRatio, LogProduct, Sine, Inverse, Pi, Imaginary, ComplexPower, Base, Unicode,
        Arithmetic, ExponentialProduct, Quotient,
    ];

    private static MathPair Grouped(Random r, string separator)
    {
        var n = r.Next(1_000, 9_000_000);
        var groups = n.ToString("N0", CultureInfo.InvariantCulture).Replace(",", separator, StringComparison.Ordinal);
        return r.Next(2) == 0 ? new("grouped", $"{n}", groups) : new("ungrouped", groups, $"{n}");
    }

    private static MathPair Macro(Random r)
    {
        var (a, b) = r.Fraction(60);
        return new("fraction macro", $"\\frac{{{a}}}{{{b}}}", r.Pick($"\\dfrac{{{a}}}{{{b}}}", $"\\tfrac{{{a}}}{{{b}}}", $"\\cfrac{{{a}}}{{{b}}}"));
    }

    private static MathPair Slash(Random r)
    {
        var (a, b) = r.Fraction(60);
        return new("slash", $"\\frac{{{a}}}{{{b}}}", r.Pick($"{a}/{b}", $"{a} / {b}", $"({a})/({b})", $"{a}\\div {b}", $"{{{a} \\over {b}}}"));
    }

    private static MathPair Short(Random r)
    {
        var (a, b) = r.Fraction(10);
        return new("frac without braces", $"\\frac{{{a}}}{{{b}}}", r.Pick($"\\frac{a}{b}", $"\\frac {a} {b}", $"\\frac{{{a}}}{b}", $"\\frac{a}{{{b}}}"));
    }

    private static MathPair SignPlaces(Random r)
    {
        var (a, b) = r.Fraction(40);
        return new("sign of a fraction", $"-\\frac{{{a}}}{{{b}}}", r.Pick($"\\frac{{-{a}}}{{{b}}}", $"\\frac{{{a}}}{{-{b}}}", $"-{a}/{b}", $"(-{a})/{b}"));
    }

    private static MathPair Unreduced(Random r)
    {
        var (a, b) = r.Fraction(40);
        var k = r.Next(2, 9);
        return new("unreduced", $"\\frac{{{a}}}{{{b}}}", $"\\frac{{{k * a}}}{{{k * b}}}");
    }

    private static MathPair Mixed(Random r)
    {
        var b = r.Next(3, 30);
        var (whole, a) = (r.Next(1, 20), r.Next(1, b));
        var improper = whole * b + a;
        return new("mixed number", $"\\frac{{{improper}}}{{{b}}}", r.Pick($"{whole}\\frac{{{a}}}{{{b}}}", $"{whole} {a}/{b}", $"{whole}\\ \\frac{{{a}}}{{{b}}}", $"{whole}\\tfrac{{{a}}}{{{b}}}"));
    }

    private static MathPair TerminatingDecimal(Random r)
    {
        var b = r.Pick(2, 4, 5, 8, 10, 16, 20, 25, 40, 50, 125);
        var a = r.Next(1, 400);
        var value = ((decimal)a / b).ToString(CultureInfo.InvariantCulture);
        return r.Next(2) == 0 ? new("decimal", $"\\frac{{{a}}}{{{b}}}", value) : new("fraction of a decimal", value, $"{a}/{b}");
    }

    private static MathPair Repeating(Random r)
    {
        var n = r.Next(1, 99);
        return new("repeating decimal", $"\\frac{{{n}}}{{99}}", r.Pick($"0.\\overline{{{n:00}}}", $".\\overline{{{n:00}}}"));
    }

    private static MathPair Percent(Random r)
    {
        var n = r.Next(1, 99);
        return new("percent", $"{n}\\%", r.Pick($"{n}%", $"{n}", $"{n} \\%", $"{n}\\text{{ percent}}"));
    }

    private static MathPair Power(Random r)
    {
        var (a, n) = (r.Next(2, 12), r.Next(2, 9));
        return new("power", BigInteger.Pow(a, n).ToString(CultureInfo.InvariantCulture), r.Pick($"{a}^{n}", $"{a}^{{{n}}}", $"{{{a}}}^{{{n}}}"));
    }

    private static MathPair Negative(Random r)
    {
        var (a, n) = (r.Next(2, 9), r.Next(1, 5));
        return new("negative power", $"\\frac{{1}}{{{BigInteger.Pow(a, n)}}}", $"{a}^{{-{n}}}");
    }

    private static MathPair Scientific(Random r)
    {
        var (whole, tenth, power) = (r.Next(1, 10), r.Next(1, 10), r.Next(2, 12));
        var value = (whole * 10 + tenth) * BigInteger.Pow(10, power - 1);
        return new("scientific", $"{value}", r.Pick($"{whole}.{tenth}\\times 10^{{{power}}}", $"{whole}.{tenth} \\cdot 10^{{{power}}}", $"{whole}.{tenth}\\times10^{{{power}}}"));
    }

    private static MathPair Root(Random r)
    {
        var (k, n) = (r.Next(2, 15), r.SquareFree());
        return new("root simplified", $"{k}\\sqrt{{{n}}}", r.Pick($"\\sqrt{{{k * k * n}}}", $"\\sqrt{{{n}}}\\cdot {k}", $"{k} \\times \\sqrt{{{n}}}", $"{k}*\\sqrt{{{n}}}", $"{k}sqrt({n})"));
    }

    private static MathPair CubeRoot(Random r)
    {
        var (k, n) = (r.Next(2, 7), r.SquareFree());
        return new("cube root", $"{k}\\sqrt[3]{{{n}}}", r.Pick($"\\sqrt[3]{{{k * k * k * n}}}", $"{k}\\cdot {n}^{{1/3}}", $"{k}\\cdot {n}^{{\\frac{{1}}{{3}}}}"));
    }

    private static MathPair Rationalised(Random r)
    {
        var (a, n) = (r.Next(1, 20), r.SquareFree());
        return new("rationalised", $"\\frac{{{a}\\sqrt{{{n}}}}}{{{n}}}", r.Pick($"\\frac{{{a}}}{{\\sqrt{{{n}}}}}", $"{a}/\\sqrt{{{n}}}"));
    }

    private static MathPair HalfPower(Random r)
    {
        var n = r.SquareFree();
        return new("half power", $"\\sqrt{{{n}}}", r.Pick($"{n}^{{1/2}}", $"{n}^{{\\frac12}}", $"{n}^{{0.5}}", n < 10 ? $"\\sqrt{n}" : $"\\sqrt {{{n}}}"));
    }

    private static MathPair SumOfRoots(Random r)
    {
        var (a, b, n) = (r.Next(1, 30), r.Next(2, 9), r.SquareFree());
        return new("order of a sum", $"{a}+{b}\\sqrt{{{n}}}", r.Pick($"{b}\\sqrt{{{n}}}+{a}", $"{a} + {b} \\sqrt{{{n}}}", $"-(-{a}-{b}\\sqrt{{{n}}})"));
    }

    private static MathPair OverCommon(Random r)
    {
        var (a, b, n, d) = (r.Next(1, 20), r.Next(2, 9), r.SquareFree(), r.Next(2, 9));
        return new("common denominator", $"\\frac{{{a}-{b}\\sqrt{{{n}}}}}{{{d}}}", r.Pick(
            $"\\frac{{{a}}}{{{d}}}-\\frac{{{b}}}{{{d}}}\\sqrt{{{n}}}", $"\\frac{{1}}{{{d}}}({a}-{b}\\sqrt{{{n}}})", $"({a}-{b}\\sqrt{{{n}}})/{d}"));
    }

    private static MathPair Factorial(Random r)
    {
        var n = r.Next(3, 13);
        var value = Enumerable.Range(1, n).Aggregate(BigInteger.One, (product, i) => product * i);
        return new("factorial", $"{value}", $"{n}!");
    }

    private static MathPair Binomial(Random r)
    {
        var n = r.Next(4, 20);
        var k = r.Next(1, n);
        var value = Enumerable.Range(1, k).Aggregate(BigInteger.One, (c, i) => c * (n - k + i) / i);
        return new("binomial", $"{value}", r.Pick($"\\binom{{{n}}}{{{k}}}", $"\\dbinom{{{n}}}{{{k}}}", $"\\tbinom{{{n}}}{{{n - k}}}", $"{{{n} \\choose {k}}}"));
    }

    private static MathPair Absolute(Random r)
    {
        var n = r.Next(1, 200);
        return new("absolute value", $"{n}", r.Pick($"|-{n}|", $"\\left|-{n}\\right|", $"\\lvert -{n} \\rvert", $"|{n}|"));
    }

    private static MathPair FloorOrCeiling(Random r)
    {
        var n = r.Next(1, 200);
        return new("floor", $"{n}", r.Pick($"\\lfloor {n}.{r.Next(1, 9)} \\rfloor", $"\\left\\lceil {n - 1}.{r.Next(1, 9)} \\right\\rceil", $"\\lfloor \\frac{{{2 * n + 1}}}{{2}} \\rfloor"));
    }

    private static MathPair LogOfPower(Random r)
    {
        var (b, n) = (r.Next(2, 9), r.Next(2, 7));
        return new("logarithm of a power", $"{n}", r.Pick($"\\log_{b} {BigInteger.Pow(b, n)}", $"\\log_{{{b}}}({BigInteger.Pow(b, n)})", $"\\log_{b}{{{BigInteger.Pow(b, n)}}}"));
    }

    private static MathPair LogRatio(Random r)
    {
        var (a, b) = (r.Pick(3, 5, 7, 11), r.Pick(2, 6, 10));
        return new("change of base", $"\\log_{{{b}}} {a}", r.Pick($"\\frac{{\\ln {a}}}{{\\ln {b}}}", $"\\frac{{\\log {a}}}{{\\log {b}}}", $"\\frac{{\\ln({a})}}{{\\ln({b})}}"));
    }

    private static MathPair LogProduct(Random r)
    {
        var (a, b) = (r.Next(2, 9), r.Next(2, 9));
        return new("logarithm of a product", $"\\ln {a * b}", r.Pick($"\\ln {a}+\\ln {b}", $"\\ln({a * b})", $"\\ln({a * a * b})-\\ln {a}"));
    }

    private static MathPair Sine(Random r) => r.Pick(
        new MathPair("sine", "\\frac{1}{2}", r.Pick("\\sin 30^\\circ", "\\sin\\frac{\\pi}{6}", "\\sin(\\pi/6)", "\\cos 60^{\\circ}")),
        new MathPair("cosine", "\\frac{\\sqrt{3}}{2}", r.Pick("\\cos 30^\\circ", "\\sin\\left(\\frac{\\pi}{3}\\right)", "\\cos\\frac{\\pi}{6}")),
        new MathPair("tangent", "\\sqrt{3}", r.Pick("\\tan 60^\\circ", "\\tan\\frac{\\pi}{3}", "\\cot 30^\\circ")),
        new MathPair("secant", "2", r.Pick("\\sec 60^\\circ", "\\csc\\frac{\\pi}{6}")));

    private static MathPair Inverse(Random r) => r.Pick(
        new MathPair("arc tangent", "\\frac{\\pi}{4}", r.Pick("\\arctan 1", "\\tan^{-1}(1)", "\\arcsin\\frac{\\sqrt{2}}{2}")),
        new MathPair("arc sine", "\\frac{\\pi}{6}", r.Pick("\\arcsin\\frac{1}{2}", "\\sin^{-1}\\left(\\frac12\\right)", "\\arccos\\frac{\\sqrt3}{2}")));

    private static MathPair Pi(Random r)
    {
        var (a, b) = r.Fraction(30);
        return new("pi", $"\\frac{{{a}\\pi}}{{{b}}}", r.Pick($"\\frac{{{a}}}{{{b}}}\\pi", $"{a}\\pi/{b}", $"\\pi\\cdot\\frac{{{a}}}{{{b}}}", $"\\frac{{{a} \\pi}}{{{b}}}", $"\\frac{{{2 * a}\\pi}}{{{2 * b}}}"));
    }

    private static MathPair Imaginary(Random r)
    {
        var (a, b) = (r.Next(1, 30), r.Next(2, 30));
        return new("complex", $"{a}+{b}i", r.Pick($"{b}i+{a}", $"{a} + {b}\\cdot i", $"{a}+i{b}", $"{a}+{b}\\mathrm{{i}}", $"{a}+\\sqrt{{-{b * b}}}"));
    }

    private static MathPair ComplexPower(Random r)
    {
        var (a, b) = (r.Next(1, 9), r.Next(1, 9));
        return new("complex square", $"{a * a - b * b}{MathPairs.Term(2 * a * b)}i", $"({a}+{b}i)^2");
    }

    private static MathPair Base(Random r)
    {
        var b = r.Next(3, 9);
        var digits = string.Concat(Enumerable.Range(0, 4).Select(i => r.Next(i == 0 ? 1 : 0, b)));
        return new("base", $"{digits}_{b}", r.Pick($"{digits}_{{{b}}}", $"({digits})_{b}", $"\\text{{{digits}}}_{{{b}}}", $"{digits} _{b}"));
    }

    private static MathPair Unicode(Random r)
    {
        var n = r.Next(2, 40);
        return r.Pick(
            new MathPair("unicode root", $"{n}\\sqrt{{3}}", $"{n}√3"),
            new MathPair("unicode pi", $"{n}\\pi", $"{n}π"),
            new MathPair("unicode minus", $"-{n}", $"−{n}"),
            new MathPair("unicode degree", $"{n}^\\circ", $"{n}°"),
            new MathPair("unicode times", $"{n * 7}", $"{n} × 7"),
            new MathPair("unicode square", $"{n * n}", $"{n}²"));
    }

    private static MathPair Arithmetic(Random r)
    {
        var (a, b, c) = (r.Next(2, 60), r.Next(2, 60), r.Next(2, 9));
        return new("unevaluated", $"{a + b * c}", r.Pick($"{a}+{b}\\cdot {c}", $"{a} + {b} \\times {c}", $"{c}({b})+{a}", $"{a}+({b})({c})"));
    }

    private static MathPair ExponentialProduct(Random r)
    {
        var (a, b) = (r.Next(1, 9), r.Next(1, 9));
        return new("exponential", $"e^{{{a + b}}}", r.Pick($"e^{a}e^{b}", $"e^{a} \\cdot e^{{{b}}}", $"\\exp({a + b})", $"\\frac{{e^{{{a + 2 * b}}}}}{{e^{{{b}}}}}"));
    }

    private static MathPair Quotient(Random r)
    {
        var (a, b) = r.Fraction(30);
        var c = r.Pick(7, 11, 13);
        return new("nested fraction", $"\\frac{{{a * c}}}{{{b}}}", r.Pick($"\\frac{{{a}}}{{\\frac{{{b}}}{{{c}}}}}", $"\\frac{{\\frac{{{a}}}{{{b}}}}}{{\\frac{{1}}{{{c}}}}}", $"{c}\\cdot\\frac{{{a}}}{{{b}}}"));
    }
}
