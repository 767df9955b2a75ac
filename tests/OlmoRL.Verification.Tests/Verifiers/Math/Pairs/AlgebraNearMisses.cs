namespace OlmoRL.Verification.Tests.Verifiers.Math.Pairs;

/// <summary>An expression, equation or inequality, and one that is almost the same.</summary>
internal static class AlgebraNearMisses
{
    public static readonly IReadOnlyList<Func<Random, MathPair>> Makers =
    [
        Coefficient, Power, SignInside, Variable, Expanded, Quotient, Trigonometric, Squared, Equation, EquationSide,
        EquationRight, Inequality, InequalityBound, Chain, OneSolution, ConstantTerm, Subscript, Radical, Absolute,
        Exponent, SmallTerm, Parenthesis, Logarithm, EquationForExpression,
    ];

    private static MathPair Coefficient(Random r)
    {
        var (a, b, c) = (r.Next(2, 20), r.Next(2, 20), r.Next(2, 20));
        return new("coefficient", $"{a}x^2+{b}x+{c}", r.Pick($"{a + 1}x^2+{b}x+{c}", $"{a}x^2-{b}x+{c}", $"{a}x^2+{b}x+{c + 1}", $"{a}x^2+{b + 1}x+{c}"));
    }

    private static MathPair Power(Random r)
    {
        var (a, n) = (r.Next(2, 9), r.Next(2, 9));
        return new("exponent of a variable", $"{a}x^{{{n}}}", r.Pick($"{a}x^{{{n + 1}}}", $"({a}x)^{{{n}}}", $"{a}x{n}", $"{a + 1}x^{{{n}}}"));
    }

    private static MathPair SignInside(Random r)
    {
        var (a, b) = (r.Next(1, 9), r.Next(10, 19));
        return new("sign of a factor", $"(x+{a})(x-{b})", r.Pick($"(x-{a})(x+{b})", $"(x+{a})(x+{b})", $"(x+{a})(x-{b})^2"));
    }

    private static MathPair Variable(Random r)
    {
        var a = r.Next(2, 30);
        return new("variable", $"{a}x+1", r.Pick($"{a}y+1", $"{a}+1", $"{a}x", $"x+{a}"));
    }

    private static MathPair Expanded(Random r)
    {
        var a = r.Next(1, 12);
        return new("square of a sum", $"(x+{a})^2", r.Pick($"x^2+{a * a}", $"x^2-{2 * a}x+{a * a}", $"x^2+{a}x+{a * a}"));
    }

    private static MathPair Quotient(Random r)
    {
        var (a, b) = (r.Next(1, 9), r.Next(10, 19));
        return new("quotient", $"\\frac{{x+{a}}}{{x+{b}}}", r.Pick($"\\frac{{x+{b}}}{{x+{a}}}", $"x+\\frac{{{a}}}{{x+{b}}}", $"\\frac{{{a}}}{{{b}}}"));
    }

    private static MathPair Trigonometric(Random r)
    {
        var n = r.Next(2, 9);
        return new("trigonometric", $"\\sin {n}x", r.Pick($"\\cos {n}x", $"{n}\\sin x", $"\\sin {n + 1}x", $"-\\sin {n}x", "\\sin x"));
    }

    private static MathPair Squared(Random r) => r.Pick(
        new MathPair("square of a sine", "\\sin^2 x", r.Pick("\\sin x^2", "\\cos^2 x", "2\\sin x")),
        new MathPair("inverse against reciprocal", "\\tan^{-1} x", "\\frac{1}{\\tan x}"));

    private static MathPair Equation(Random r)
    {
        var (a, b) = (r.Next(2, 9), r.Next(1, 20));
        return new("equation", $"y={a}x+{b}", r.Pick($"y={a}x-{b}", $"y={a + 1}x+{b}", $"x={a}y+{b}", $"y=-{a}x+{b}", $"y={a}x+{b + 1}"));
    }

    private static MathPair EquationSide(Random r)
    {
        var (a, b, c) = (r.Next(2, 9), r.Next(2, 9), r.Next(1, 20));
        return new("equation, sides", $"{a}x+{b}y={c}", r.Pick($"{a}x+{b}y=-{c}", $"{a}x-{b}y={c}", $"{a}x+{b}y={c + 1}", $"{a}x+{b}y"));
    }

    private static MathPair EquationRight(Random r)
    {
        var n = r.Next(2, 60);
        return new("named value", $"x={n}", r.Pick($"x={n + 1}", $"y={n + 2}", $"x=-{n}", $"{n + 1}"));
    }

    private static MathPair Inequality(Random r)
    {
        var n = r.Signed(30);
        return new("direction", $"x>{n}", r.Pick($"x<{n}", $"x\\ge {n}", $"{n}>x", $"x={n}", $"[{n},\\infty)"));
    }

    private static MathPair InequalityBound(Random r)
    {
        var n = r.Signed(30);
        return new("bound", $"x\\le {n}", r.Pick($"x\\le {n + 1}", $"x<{n}", $"x\\le {n}.5", $"x \\ge {n}"));
    }

    private static MathPair Chain(Random r)
    {
        var n = r.Signed(30);
        var m = n + r.Next(2, 20);
        return new("chain", $"{n}\\le x<{m}", r.Pick($"{n}<x<{m}", $"{n}\\le x\\le {m}", $"{n}\\le x<{m + 1}", $"{n - 1}\\le x<{m}"));
    }

    private static MathPair OneSolution(Random r)
    {
        var n = r.Next(1, 40);
        return new("one solution of two", $"x=\\pm {n}", r.Pick($"x={n}", $"x=-{n}", $"x=\\pm {n + 1}", "x=0"));
    }

    private static MathPair ConstantTerm(Random r)
    {
        var (a, b) = r.Fraction(12);
        return new("constant", $"x+\\frac{{{a}}}{{{b}}}", r.Pick("x", $"x-\\frac{{{a}}}{{{b}}}", $"\\frac{{x+{a}}}{{{b}}}", $"\\frac{{{a}}}{{{b}}}x"));
    }

    private static MathPair Subscript(Random r)
    {
        var a = r.Next(2, 30);
        return new("subscript", $"{a}x_1", r.Pick($"{a}x_2", $"{a}x", $"{a + 1}x_1"));
    }

    private static MathPair Radical(Random r)
    {
        var a = r.Next(2, 20);
        return new("radical", $"\\sqrt{{x^2+{a}}}", r.Pick($"x+\\sqrt{{{a}}}", $"\\sqrt{{x+{a}}}", $"\\sqrt{{x^2-{a}}}", $"x^2+{a}"));
    }

    private static MathPair Absolute(Random r)
    {
        var a = r.Next(1, 20);
        return new("absolute value", $"|x-{a}|", r.Pick($"x-{a}", $"|x+{a}|", $"{a}-x"));
    }

    private static MathPair Exponent(Random r)
    {
        var a = r.Next(2, 9);
        return new("exponential", $"{a}^x", r.Pick($"x^{a}", $"{a}x", $"{a + 1}^x", $"{a}^{{-x}}"));
    }

    private static MathPair SmallTerm(Random r)
    {
        var a = r.Next(2, 9);
        return new("small term", $"x^{a}", r.Pick($"x^{a}+0.001", $"1.0001x^{a}", $"x^{a}-10^{{-6}}"));
    }

    private static MathPair Parenthesis(Random r)
    {
        var (a, b) = (r.Next(2, 20), r.Next(2, 20));
        return new("parentheses left out", $"{a}(x+{b})", r.Pick($"{a}x+{b}", $"x+{a * b}", $"{a}(x-{b})"));
    }

    private static MathPair Logarithm(Random r)
    {
        var a = r.Next(2, 20);
        return new("logarithm", $"\\ln(x+{a})", r.Pick($"\\ln x+\\ln {a}", $"\\ln(x-{a})", $"x+\\ln {a}", $"\\ln({a}x)"));
    }

    private static MathPair EquationForExpression(Random r)
    {
        var (a, b) = (r.Next(2, 20), r.Next(2, 20));
        return new("value for a relation", $"y={a}x+{b}", r.Pick($"{a}", $"{b}", $"x={b}", $"y={b}"));
    }
}
