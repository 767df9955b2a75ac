namespace OlmoRL.Verification.Tests.Verifiers.Math.Pairs;

/// <summary>One expression, equation or inequality, written in two ways.</summary>
internal static class AlgebraRespellings
{
    public static readonly IReadOnlyList<Func<Random, MathPair>> Makers =
    [
        Expanded, Reordered, Powers, RationalFunction, Monomial, Separated, SquareOfSum, Trigonometric, DoubleAngle,
        Logarithms, Exponentials, Radicals, Telescoped, SidesSwapped, Scaled, Moved, NamedValue, FunctionValue,
        InequalityTurned, InequalitySpelling, InequalityAsInterval, Chain, Subscript, Greek, Several,
    ];

    private static MathPair Expanded(Random r)
    {
        var (a, b) = (r.Signed(9), r.Signed(9));
        var x = r.Pick("x", "y", "t", "n");
        var gold = $"{x}^2{MathPairs.Term(a + b)}{x}{MathPairs.Term(a * b)}";
        return new("factored", gold, r.Pick($"({x}{MathPairs.Term(a)})({x}{MathPairs.Term(b)})", $"({x}{MathPairs.Term(b)}) \\cdot ({x}{MathPairs.Term(a)})", $"\\left({x}{MathPairs.Term(a)}\\right)\\left({x}{MathPairs.Term(b)}\\right)"));
    }

    private static MathPair Reordered(Random r)
    {
        var (a, b, c) = (r.Next(2, 20), r.Next(2, 20), r.Next(2, 20));
        return new("order of terms", $"{a}x^2+{b}x+{c}", string.Join(r.Pick("+", " + "), r.Shuffled($"{a}x^{{2}}", $"{b}x", $"{c}")));
    }

    private static MathPair Powers(Random r)
    {
        var (a, n) = (r.Next(2, 9), r.Next(3, 10));
        return new("power of a variable", $"{a}x^{{{n}}}", r.Pick($"{a}x^{n - 1}x", $"{a}\\cdot x^{n}", $"{a}*x**{n}", $"{a} {{x}}^{{{n}}}"));
    }

    private static MathPair RationalFunction(Random r)
    {
        var (a, b) = (r.Next(1, 9), r.Next(2, 9));
        return new("rational function", $"\\frac{{x+{a}}}{{{b}x}}", r.Pick($"\\frac{{1}}{{{b}}}+\\frac{{{a}}}{{{b}x}}", $"(x+{a})/({b}x)", $"\\frac{{{b}x+{a * b}}}{{{b * b}x}}"));
    }

    private static MathPair Monomial(Random r)
    {
        var (a, b) = r.Fraction(12);
        return new("coefficient", $"\\frac{{{a}x}}{{{b}}}", r.Pick($"\\frac{{{a}}}{{{b}}}x", $"{a}x/{b}", $"\\frac{{x}}{{{b}}}\\cdot {a}"));
    }

    private static MathPair Separated(Random r)
    {
        var a = r.Next(2, 30);
        return new("spacing", $"{a}xy+{a + 1}", r.Pick($"{a}\\,x\\,y + {a + 1}", $"{a} x y \\;+\\; {a + 1}", $"\\displaystyle {a}xy+{a + 1}", $"{a}\\cdot x\\cdot y+{a + 1}", $"{a}yx+{a + 1}"));
    }

    private static MathPair SquareOfSum(Random r)
    {
        var a = r.Next(1, 12);
        return new("square of a sum", $"(x+{a})^2", r.Pick($"x^2+{2 * a}x+{a * a}", $"({a}+x)^{{2}}", $"(x+{a})(x+{a})"));
    }

    private static MathPair Trigonometric(Random r) => r.Pick(
        new MathPair("pythagorean", "\\sin^2 x", r.Pick("1-\\cos^2 x", "(\\sin x)^2", "\\sin^{2}(x)", "1 - \\cos^{2}{x}")),
        new MathPair("tangent as a quotient", "\\tan x", r.Pick("\\frac{\\sin x}{\\cos x}", "\\tan(x)", "\\frac{1}{\\cot x}")),
        new MathPair("secant squared", "\\sec^2 x", r.Pick("1+\\tan^2 x", "\\frac{1}{\\cos^2 x}")));

    private static MathPair DoubleAngle(Random r) => r.Pick(
        new MathPair("double angle", "\\sin 2x", r.Pick("2\\sin x\\cos x", "\\sin(2x)", "2 \\cos(x) \\sin(x)")),
        new MathPair("double angle", "\\cos 2x", r.Pick("1-2\\sin^2 x", "2\\cos^2 x-1", "\\cos^2 x-\\sin^2 x")));

    private static MathPair Logarithms(Random r)
    {
        var n = r.Next(2, 9);
        return new("logarithm rules", $"{n}\\ln x", r.Pick($"{n} \\ln(x)", $"{n}\\ln{{x}}", $"\\ln x\\cdot {n}"));
    }

    private static MathPair Exponentials(Random r)
    {
        var n = r.Next(2, 9);
        return new("exponential rules", $"e^{{{n}x}}", r.Pick($"(e^x)^{n}", $"\\exp({n}x)", $"e^{{x}}e^{{{n - 1}x}}", $"\\mathrm{{e}}^{{{n}x}}"));
    }

    private static MathPair Radicals(Random r)
    {
        var a = r.Next(1, 20);
        return new("radical of an expression", $"\\sqrt{{x^2+{a}}}", r.Pick($"(x^2+{a})^{{1/2}}", $"\\sqrt{{{a}+x^2}}", $"(x^2+{a})^{{\\frac{{1}}{{2}}}}"));
    }

    private static MathPair Telescoped(Random r)
    {
        var a = r.Next(1, 20);
        return new("partial fractions", $"\\frac{{1}}{{n(n+{a})}}", $"\\frac{{1}}{{{a}}}\\left(\\frac{{1}}{{n}}-\\frac{{1}}{{n+{a}}}\\right)");
    }

    private static MathPair SidesSwapped(Random r)
    {
        var (a, b) = (r.Next(2, 9), r.Next(1, 20));
        return new("sides swapped", $"y={a}x+{b}", r.Pick($"{a}x+{b}=y", $"y = {b} + {a}x", $"y={a}\\cdot x+{b}"));
    }

    private static MathPair Scaled(Random r)
    {
        var (a, b, c, k) = (r.Next(1, 9), r.Next(2, 9), r.Next(1, 20), r.Next(2, 6));
        return new("equation scaled", $"{a}x+{b}y={c}", $"{k * a}x+{k * b}y={k * c}");
    }

    private static MathPair Moved(Random r)
    {
        var (a, b) = (r.Next(2, 9), r.Next(1, 20));
        return new("terms moved", $"y={a}x-{b}", r.Pick($"{a}x-y-{b}=0", $"{a}x-y={b}", $"y+{b}={a}x"));
    }

    private static MathPair NamedValue(Random r)
    {
        var n = r.Signed(200);
        return new("named value", $"{n}", r.Pick($"x={n}", $"x = {n}", $"n={n}", $"k = {n}", $"m\\angle A={n}", $"AB = {n}", $"\\theta={n}"));
    }

    private static MathPair FunctionValue(Random r)
    {
        var a = r.Next(2, 20);
        return r.Pick(
            new MathPair("function named", $"x^2+{a}", $"f(x)=x^2+{a}"),
            new MathPair("function named", $"{a}", $"f({a + 1}) = {a}"),
            new MathPair("function named", $"{a}x", $"y={a}x"));
    }

    private static MathPair InequalityTurned(Random r)
    {
        var n = r.Signed(30);
        return r.Pick(
            new MathPair("inequality turned", $"x>{n}", $"{n}<x"),
            new MathPair("inequality turned", $"x\\le {n}", $"{n} \\ge x"),
            new MathPair("inequality turned", $"x \\geq {n}", $"{n}\\leq x"));
    }

    private static MathPair InequalitySpelling(Random r)
    {
        var n = r.Signed(30);
        return r.Pick(
            new MathPair("inequality spelt", $"x\\ge {n}", r.Pick($"x \\geq {n}", $"x≥{n}", $"x \\geqslant {n}", $"x>={n}")),
            new MathPair("inequality spelt", $"x < {n}", r.Pick($"x\\lt {n}", $"x<{n}")));
    }

    private static MathPair InequalityAsInterval(Random r)
    {
        var n = r.Signed(30);
        var m = n + r.Next(1, 20);
        return r.Pick(
            new MathPair("inequality as an interval", $"[{n},\\infty)", r.Pick($"x\\ge {n}", $"x \\in [{n}, \\infty)")),
            new MathPair("inequality as an interval", $"(-\\infty,{n})", r.Pick($"x<{n}", $"x \\in (-\\infty, {n})")),
            new MathPair("inequality as an interval", $"[{n},{m})", r.Pick($"{n}\\le x<{m}", $"x\\in[{n},{m})")),
            new MathPair("interval as an inequality", $"{n}<x\\le {m}", $"({n},{m}]"));
    }

    private static MathPair Chain(Random r)
    {
        var n = r.Signed(30);
        var m = n + r.Next(1, 20);
        return new("chain turned", $"{n}\\le x\\le {m}", r.Pick($"{m} \\geq x \\geq {n}", $"{n} \\leqslant x \\leqslant {m}"));
    }

    private static MathPair Subscript(Random r)
    {
        var (a, b) = (r.Next(2, 30), r.Next(1, 9));
        return new("subscript", $"{a}x_{b}", r.Pick($"{a}x_{{{b}}}", $"{a}\\cdot x_{b}", $"x_{{{b}}}\\cdot {a}"));
    }

    private static MathPair Greek(Random r)
    {
        var a = r.Next(2, 30);
        var name = r.Pick("alpha", "beta", "theta", "lambda", "omega");
        return new("greek", $"{a}\\{name}", r.Pick($"{a}\\cdot\\{name}", $"\\{name} {a}", $"{a}{{\\{name}}}", $"{a}\\,\\{name}"));
    }

    private static MathPair Several(Random r)
    {
        var (a, b) = (r.Next(2, 20), r.Next(2, 20));
        return new("several variables", $"{a}a^2b-{b}ab^2", r.Pick($"ab({a}a-{b}b)", $"-{b}ab^2+{a}a^2b", $"{a}\\cdot a^{{2}}\\cdot b-{b}\\cdot a \\cdot b^{{2}}"));
    }
}
