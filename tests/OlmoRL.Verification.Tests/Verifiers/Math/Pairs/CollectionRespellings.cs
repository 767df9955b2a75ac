namespace OlmoRL.Verification.Tests.Verifiers.Math.Pairs;

/// <summary>One set, tuple, interval, matrix or list of solutions, written in two ways.</summary>
internal static class CollectionRespellings
{
    public static readonly IReadOnlyList<Func<Random, MathPair>> Makers =
    [
        SetOrder, SetBraces, ListOrder, ListAnd, Solutions, PlusMinus, PlusMinusRoot, TupleSpacing, TupleEntries,
        TupleNamed, IntervalSpacing, IntervalInfinity, UnionOrder, Matrix, Vector, Repeated, ListOfTuples, EmptySet,
        Complement,
    ];

    private static (int A, int B, int C) Three(Random r)
    {
        var a = r.Signed(30);
        var b = a + r.Next(1, 20);
        return (a, b, b + r.Next(1, 20));
    }

    private static MathPair SetOrder(Random r)
    {
        var (a, b, c) = Three(r);
        return new("order of a set", $"\\{{{a},{b},{c}\\}}", $"\\{{{string.Join(r.Pick(",", ", "), r.Shuffled($"{a}", $"{b}", $"{c}"))}\\}}");
    }

    private static MathPair SetBraces(Random r)
    {
        var (a, b, c) = Three(r);
        return new("braces of a set", $"\\{{{a},{b},{c}\\}}", r.Pick($"\\left\\{{{a}, {b}, {c}\\right\\}}", $"\\lbrace {a},{b},{c} \\rbrace", $"{a},{b},{c}"));
    }

    private static MathPair ListOrder(Random r)
    {
        var (a, b, c) = Three(r);
        return new("order of a list", $"{a},{b},{c}", string.Join(r.Pick(",", ", ", ",\\ "), r.Shuffled($"{a}", $"{b}", $"{c}")));
    }

    private static MathPair ListAnd(Random r)
    {
        var (a, b, c) = Three(r);
        return new("list in words", $"{a},{b},{c}", r.Pick($"{a}, {b} and {c}", $"{a}, {b}, \\text{{ and }} {c}", $"{a},{b},\\text{{and }}{c}"));
    }

    private static MathPair Solutions(Random r)
    {
        var (a, b, _) = Three(r);
        return new("named solutions", $"{a},{b}", r.Pick($"x={a},{b}", $"x = {a} \\text{{ or }} x = {b}", $"x={b}, x={a}", $"{a} \\text{{ or }} {b}", $"x = {b} or {a}"));
    }

    private static MathPair PlusMinus(Random r)
    {
        var n = r.Next(1, 40);
        return new("plus-minus", $"\\pm {n}", r.Pick($"{n},-{n}", $"-{n}, {n}", $"\\{{-{n},{n}\\}}", $"\\pm{n}"));
    }

    private static MathPair PlusMinusRoot(Random r)
    {
        var (a, n) = (r.Next(1, 20), r.SquareFree());
        return new("plus-minus root", $"{a}\\pm\\sqrt{{{n}}}", r.Pick($"{a}+\\sqrt{{{n}}}, {a}-\\sqrt{{{n}}}", $"{a} \\pm \\sqrt{{{n}}}", $"{a}-\\sqrt{{{n}}},{a}+\\sqrt{{{n}}}"));
    }

    private static MathPair TupleSpacing(Random r)
    {
        var (a, b, c) = Three(r);
        return new("spacing of a tuple", $"({a},{b},{c})", r.Pick($"({a}, {b}, {c})", $"\\left({a},{b},{c}\\right)", $"( {a} , {b} , {c} )", $"\\left( {a}, \\, {b}, \\, {c} \\right)"));
    }

    private static MathPair TupleEntries(Random r)
    {
        var (a, b) = r.Fraction(20);
        var n = r.Next(1, 30);
        return new("entries of a tuple", $"\\left(\\frac{{{a}}}{{{b}}},{n}\\right)", r.Pick($"({a}/{b},{n})", $"(\\dfrac{{{a}}}{{{b}}}, {n}.0)", $"\\left( \\frac{{{3 * a}}}{{{3 * b}}}, {n} \\right)"));
    }

    private static MathPair TupleNamed(Random r)
    {
        var (a, b, _) = Three(r);
        return new("named tuple", $"({a},{b})", r.Pick($"(x,y)=({a},{b})", $"(x, y) = ({a}, {b})", $"x={a}, y={b}"));
    }

    private static MathPair IntervalSpacing(Random r)
    {
        var (a, b, _) = Three(r);
        return new("spacing of an interval", $"({a},{b}]", r.Pick($"\\left({a},{b}\\right]", $"({a}, {b}]", $"\\left( {a}, \\; {b} \\right]", $"x\\in({a},{b}]"));
    }

    private static MathPair IntervalInfinity(Random r)
    {
        var n = r.Signed(40);
        return new("infinity", $"({n},\\infty)", r.Pick($"({n}, +\\infty)", $"\\left({n},\\infty\\right)", $"({n},∞)", $"x>{n}"));
    }

    private static MathPair UnionOrder(Random r)
    {
        var (a, b, _) = Three(r);
        return new("order of a union", $"(-\\infty,{a})\\cup({b},\\infty)", r.Pick($"({b},\\infty)\\cup(-\\infty,{a})", $"\\left(-\\infty,{a}\\right) \\cup \\left({b},+\\infty\\right)", $"x<{a} \\text{{ or }} x>{b}"));
    }

    private static MathPair Matrix(Random r)
    {
        var (a, b, c) = Three(r);
        return new("matrix", $"\\begin{{pmatrix}} {a} & {b} \\\\ {c} & {a} \\end{{pmatrix}}", r.Pick(
            $"\\begin{{bmatrix}}{a}&{b}\\\\{c}&{a}\\end{{bmatrix}}", $"\\left(\\begin{{array}}{{cc}}{a} & {b}\\\\{c} & {a}\\end{{array}}\\right)",
            $"\\begin{{pmatrix}} {a} & {b} \\\\ {c} & {2 * a}/2 \\\\ \\end{{pmatrix}}"));
    }

    private static MathPair Vector(Random r)
    {
        var (a, b, c) = Three(r);
        return new("vector", $"\\begin{{pmatrix}} {a} \\\\ {b} \\\\ {c} \\end{{pmatrix}}", r.Pick(
            $"\\begin{{bmatrix}}{a}\\\\{b}\\\\{c}\\end{{bmatrix}}", $"\\begin{{pmatrix}}{a}\\\\ {b}\\\\ {c}\\\\\\end{{pmatrix}}", $"\\left[\\begin{{matrix}}{a}\\\\{b}\\\\{c}\\end{{matrix}}\\right]"));
    }

    private static MathPair Repeated(Random r)
    {
        var (a, b, _) = Three(r);
        return new("repeated element", $"\\{{{a},{b}\\}}", $"\\{{{b},{a},{b}\\}}");
    }

    private static MathPair ListOfTuples(Random r)
    {
        var (a, b, c) = Three(r);
        return new("list of tuples", $"({a},{b}),({b},{c})", r.Pick($"({b},{c}), ({a},{b})", $"\\{{({a},{b}),({b},{c})\\}}", $"({a}, {b}) \\text{{ and }} ({b}, {c})"));
    }

    private static MathPair EmptySet(Random r) =>
        new("empty set", "\\emptyset", r.Pick("\\varnothing", "\\{\\}", "∅", "\\left\\{ \\right\\}"));

    private static MathPair Complement(Random r)
    {
        var n = r.Signed(20);
        return new("excluded point", $"(-\\infty,{n})\\cup({n},\\infty)", r.Pick($"({n},\\infty) \\cup (-\\infty,{n})", $"x\\ne {n}", $"\\mathbb{{R}}\\setminus\\{{{n}\\}}"));
    }
}
