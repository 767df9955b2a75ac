namespace OlmoRL.Verification.Tests.Verifiers.Math.Pairs;

/// <summary>A set, tuple, interval or matrix, an answer in words or with a unit, and one that is almost the same.</summary>
internal static class CollectionNearMisses
{
    public static readonly IReadOnlyList<Func<Random, MathPair>> Makers =
    [
        SetElement, SetMissing, SetExtra, TupleOrder, TupleEntry, TupleLength, TupleForSet, IntervalEnds, IntervalBound, UnionLost,
        UnionIntersection, MatrixTransposed, MatrixEntry, VectorEntry, PlusMinus, ListEntry, Infinity, Empty, Excluded,
        Choice, ChoiceBold, Word, YesNo, Unit, Money, Percentage, NameOrder, WordForNumber, Sentence,
    ];

    private static (int A, int B, int C) Three(Random r)
    {
        var a = r.Signed(30);
        var b = a + r.Next(2, 20);
        return (a, b, b + r.Next(2, 20));
    }

    private static MathPair SetElement(Random r)
    {
        var (a, b, c) = Three(r);
        return new("element of a set", $"\\{{{a},{b},{c}\\}}", r.Pick($"\\{{{a},{b},{c + 1}\\}}", $"\\{{{a - 1},{b},{c}\\}}", $"\\{{{a},{b},{c}.5\\}}"));
    }

    private static MathPair SetMissing(Random r)
    {
        var (a, b, c) = Three(r);
        return new("element missing", $"\\{{{a},{b},{c}\\}}", r.Pick($"\\{{{a},{b}\\}}", $"{b},{c}", $"{a}"));
    }

    private static MathPair SetExtra(Random r)
    {
        var (a, b, c) = Three(r);
        return new("element too many", $"{a},{b}", r.Pick($"{a},{b},{c}", $"{a},{b},0.5", $"\\{{{a},{b},{c}\\}}"));
    }

    private static MathPair TupleOrder(Random r)
    {
        var (a, b, c) = Three(r);
        return new("order of a tuple", $"({a},{b},{c})", r.Pick($"({b},{a},{c})", $"({c},{b},{a})", $"({a},{c},{b})"));
    }

    private static MathPair TupleEntry(Random r)
    {
        var (a, b, _) = Three(r);
        return new("entry of a tuple", $"({a},{b})", r.Pick($"({a},{b + 1})", $"({a - 1},{b})", $"({a},{b}.5)", $"({a},-{System.Math.Abs(b) + 100})"));
    }

    private static MathPair TupleLength(Random r)
    {
        var (a, b, c) = Three(r);
        return new("length of a tuple", $"({a},{b},{c})", r.Pick($"({a},{b})", $"({a},{b},{c},{c})", $"({a})"));
    }

    private static MathPair TupleForSet(Random r)
    {
        var (a, b, _) = Three(r);
        return new("swapped pair", $"({a},{b})", $"({b},{a})");
    }

    private static MathPair IntervalEnds(Random r)
    {
        var (a, b, _) = Three(r);
        return new("ends of an interval", $"[{a},{b}]", r.Pick($"[{a},{b})", $"({a},{b}]", $"({a},{b})"));
    }

    private static MathPair IntervalBound(Random r)
    {
        var (a, b, _) = Three(r);
        return new("bound of an interval", $"({a},{b}]", r.Pick($"({a},{b + 1}]", $"({a - 1},{b}]", $"({a},\\infty)", $"(-\\infty,{b}]"));
    }

    private static MathPair UnionLost(Random r)
    {
        var (a, b, _) = Three(r);
        return new("part of a union", $"(-\\infty,{a})\\cup({b},\\infty)", r.Pick($"(-\\infty,{a})", $"({b},\\infty)", $"(-\\infty,{a}]\\cup({b},\\infty)", $"(-\\infty,{b})\\cup({a},\\infty)"));
    }

    private static MathPair UnionIntersection(Random r)
    {
        var (a, b, c) = Three(r);
        return new("intersection", $"[{a},{b}]\\cup[{b + 1},{c + 1}]", r.Pick($"[{a},{b}]\\cap[{b + 1},{c + 1}]", $"[{a},{c + 1}]"));
    }

    private static MathPair MatrixTransposed(Random r)
    {
        var (a, b, c) = Three(r);
        return new("transposed", $"\\begin{{pmatrix}}{a}&{b}\\\\{c}&{a}\\end{{pmatrix}}", $"\\begin{{pmatrix}}{a}&{c}\\\\{b}&{a}\\end{{pmatrix}}");
    }

    private static MathPair MatrixEntry(Random r)
    {
        var (a, b, c) = Three(r);
        return new("entry of a matrix", $"\\begin{{pmatrix}}{a}&{b}\\\\{c}&{a}\\end{{pmatrix}}", r.Pick(
            $"\\begin{{pmatrix}}{a}&{b}\\\\{c}&{a + 1}\\end{{pmatrix}}", $"\\begin{{pmatrix}}{a}&{b}\\\\{c + 1}&{a}\\end{{pmatrix}}", $"\\begin{{pmatrix}}{a}\\\\{b}\\\\{c}\\\\{a}\\end{{pmatrix}}"));
    }

    private static MathPair VectorEntry(Random r)
    {
        var (a, b, c) = Three(r);
        return new("entry of a vector", $"\\begin{{pmatrix}}{a}\\\\{b}\\\\{c}\\end{{pmatrix}}", r.Pick(
            $"\\begin{{pmatrix}}{b}\\\\{a}\\\\{c}\\end{{pmatrix}}", $"\\begin{{pmatrix}}{a}\\\\{b}\\end{{pmatrix}}", $"\\begin{{pmatrix}}{a}\\\\{b}\\\\{c + 1}\\end{{pmatrix}}"));
    }

    private static MathPair PlusMinus(Random r)
    {
        var (a, n) = (r.Next(1, 20), r.SquareFree());
        return new("plus-minus", $"{a}\\pm\\sqrt{{{n}}}", r.Pick($"{a}+\\sqrt{{{n}}}", $"{a}-\\sqrt{{{n}}}", $"{a + 1}\\pm\\sqrt{{{n}}}", $"\\pm\\sqrt{{{n}}}"));
    }

    private static MathPair ListEntry(Random r)
    {
        var (a, b, c) = Three(r);
        return new("entry of a list", $"{a},{b},{c}", r.Pick($"{a},{b},{c + 1}", $"{a},{a},{b}", $"{a}{System.Math.Abs(b)}{System.Math.Abs(c)}"));
    }

    private static MathPair Infinity(Random r)
    {
        var n = r.Signed(30);
        return new("unbounded interval", $"({n},\\infty)", r.Pick($"(-\\infty,{n})", $"[{n},\\infty)", $"({n + 1},\\infty)"));
    }

    private static MathPair Empty(Random r) => new("empty set", "\\emptyset", r.Pick("0", "\\{0\\}", "\\mathbb{R}", "1"));

    private static MathPair Excluded(Random r)
    {
        var n = r.Signed(30);
        return new("excluded point", $"(-\\infty,{n})\\cup({n},\\infty)", r.Pick("(-\\infty,\\infty)", $"(-\\infty,{n}]\\cup({n},\\infty)", $"(-\\infty,{n + 1})\\cup({n + 1},\\infty)"));
    }

    private static MathPair Choice(Random r)
    {
        var place = r.Next(5);
        var other = (place + r.Next(1, 5)) % 5;
        return new("choice", $"{"ABCDE"[place]}", r.Pick($"{"ABCDE"[other]}", $"({"ABCDE"[other]})", $"\\text{{{"ABCDE"[other]}}}"));
    }

    private static MathPair ChoiceBold(Random r)
    {
        var place = r.Next(5);
        var other = (place + r.Next(1, 5)) % 5;
        return new("choice, set", $"\\textbf{{({"ABCDE"[place]})}}", r.Pick($"\\textbf{{({"ABCDE"[other]})}}", $"{"ABCDE"[other]}"));
    }

    private static MathPair Word(Random r)
    {
        string[] words = ["east", "ellipse", "Tuesday", "odd", "circle", "even", "parabola", "west"];
        var place = r.Next(words.Length);
        return new("word", $"\\text{{{words[place]}}}", r.Pick($"\\text{{{words[(place + 1) % words.Length]}}}", words[(place + 3) % words.Length], $"\\text{{not {words[place]}}}"));
    }

    private static MathPair YesNo(Random r)
    {
        var yes = r.Next(2) == 0;
        return new("yes or no", yes ? "\\text{Yes}" : "\\text{No}", yes ? r.Pick("No", "\\text{No}") : r.Pick("Yes", "\\text{Yes}"));
    }

    private static MathPair Unit(Random r)
    {
        var n = r.Next(2, 900);
        return new("number before a unit", $"{n}\\text{{ cm}}", r.Pick($"{n + 1}\\text{{ cm}}", $"{n - 1}", $"-{n}\\text{{ cm}}", "\\text{cm}"));
    }

    private static MathPair Money(Random r)
    {
        var (whole, cents) = (r.Next(1, 90), r.Next(10, 98));
        return new("money", $"\\${whole}.{cents}", r.Pick($"\\${whole}.{cents + 1}", $"\\${whole + 1}.{cents}", $"\\${whole}{cents}"));
    }

    private static MathPair Percentage(Random r)
    {
        var n = r.Next(2, 98);
        return new("percentage", $"{n}\\%", r.Pick($"{n + 1}\\%", $"-{n}\\%", $"{n}.5\\%", $"\\frac{{{n}}}{{10}}"));
    }

    private static MathPair NameOrder(Random r)
    {
        var name = r.Pick("Evelyn", "Maria", "Bob");
        return new("name", $"\\text{{{name}}}", r.Pick("\\text{Navin}", "\\text{Carla}", $"\\text{{{name} and Carla}}"));
    }

    private static MathPair WordForNumber(Random r)
    {
        var n = r.Next(2, 900);
        return new("word for a number", $"{n}", r.Pick("\\text{none}", "x", "n", $"{n}x", "\\text{cannot be determined}", ""));
    }

    private static MathPair Sentence(Random r)
    {
        var n = r.Next(2, 900);
        return new("answer among words", $"{n}", r.Pick($"\\text{{at least }} {n + 1}", $"{n} \\text{{ or }} {n + 1}", $"\\text{{not }} {n + 1}"));
    }
}
