using OlmoRL.Verification.Verifiers;

namespace OlmoRL.Verification.Algebra;

/// <summary>Whether two answers say the same, with the licence that answers need: units, percent signs, names, order of sets.</summary>
internal sealed class AnswerComparison(StepBudget budget)
{
    /// <summary>Whether the answer says what the ground truth says.</summary>
    public bool Same(AnswerValue gold, AnswerValue answer)
    {
        budget.Spend(2);
        return (gold, answer) switch
        {
            (AnswerValue.Single g, AnswerValue.Single a) => SameSingle(g, a),
            (AnswerValue.Equation g, AnswerValue.Equation a) => SameEquation(g, a),
            (AnswerValue.Equation { Named: true } g, _) => Same(g.Right, answer),
            (_, AnswerValue.Equation { Named: true } a) => Same(gold, a.Right),
            (AnswerValue.Tuple g, AnswerValue.Tuple a) => SameBrackets(g, a) && SameInOrder(g.Entries, a.Entries),
            (AnswerValue.Matrix g, AnswerValue.Matrix a) => g.Rows.Count == a.Rows.Count && g.Rows.Zip(a.Rows).All(r => SameInOrder(r.First, r.Second)),
            (AnswerValue.Matrix g, AnswerValue.Tuple { Open: '(', Close: ')' } a) => Vector(g) is { } entries && SameInOrder(entries, a.Entries),
            (AnswerValue.Tuple { Open: '(', Close: ')' } g, AnswerValue.Matrix a) => Vector(a) is { } entries && SameInOrder(g.Entries, entries),
            (AnswerValue.Ratio g, AnswerValue.Ratio a) => SameRatio(g.Parts, a.Parts),
            (AnswerValue.Ratio { Parts: [var p, var q] }, AnswerValue.Single a) => SameQuotient(p, q, a.Value),
            (AnswerValue.Single g, AnswerValue.Ratio { Parts: [var p, var q] }) => SameQuotient(p, q, g.Value),
            (AnswerValue.Inequality g, AnswerValue.Inequality a) => g.OrEqual == a.OrEqual && g.Difference.Ratio(a.Difference) > 0,
            (AnswerValue.Unequal g, AnswerValue.Unequal a) => g.Difference.Ratio(a.Difference) is not (null or 0),
            (AnswerValue.Collection g, AnswerValue.Collection a) => SameElements(g.Elements, a.Elements),
            (AnswerValue.Tuple g, AnswerValue.Collection a) => SameNamed(g, a),
            (AnswerValue.Collection g, AnswerValue.Tuple a) => SameNamed(a, g),
            (AnswerValue.Reals g, AnswerValue.Reals a) => (g.Variable == a.Variable || g.Variable.Length == 0 || a.Variable.Length == 0) && g.Set.Equivalent(a.Set),
            (AnswerValue.Reals g, AnswerValue.Tuple or AnswerValue.Collection) => RelationParser.TryReals(answer)?.Equivalent(g.Set) == true,
            (AnswerValue.Tuple or AnswerValue.Collection, AnswerValue.Reals a) => RelationParser.TryReals(gold)?.Equivalent(a.Set) == true,
            (AnswerValue.Single, AnswerValue.Collection { Elements: [var only] }) => Same(gold, only),
            (AnswerValue.Collection { Elements: [var only] }, AnswerValue.Single) => Same(only, answer),
            _ => false,
        };
    }

    private bool SameInOrder(IReadOnlyList<AnswerValue> gold, IReadOnlyList<AnswerValue> answer) =>
        gold.Count == answer.Count && gold.Zip(answer).All(pair => Same(pair.First, pair.Second));

    /// <summary>Equal as sets: each element has its like on the other side.</summary>
    private bool SameElements(IReadOnlyList<AnswerValue> gold, IReadOnlyList<AnswerValue> answer) =>
        gold.All(g => answer.Any(a => Same(g, a))) && answer.All(a => gold.Any(g => Same(g, a)));

    /// <summary>Brackets matter where two entries may be an interval.</summary>
    private static bool SameBrackets(AnswerValue.Tuple gold, AnswerValue.Tuple answer) =>
        gold.Entries.Count != 2 || (gold.Open == answer.Open && gold.Close == answer.Close);

    /// <summary>x = 1, y = 2 for (1, 2).</summary>
    private bool SameNamed(AnswerValue.Tuple tuple, AnswerValue.Collection collection) => tuple is { Open: '(', Close: ')' }
        && collection.Elements.All(e => e is AnswerValue.Equation { Named: true })
        && SameInOrder(tuple.Entries, [.. collection.Elements.Cast<AnswerValue.Equation>().Select(e => e.Right)]);

    private static IReadOnlyList<AnswerValue>? Vector(AnswerValue.Matrix matrix) =>
        matrix.Rows.All(r => r.Count == 1) ? [.. matrix.Rows.Select(r => r[0])] : matrix.Rows.Count == 1 ? matrix.Rows[0] : null;

    private static bool SameSingle(AnswerValue.Single gold, AnswerValue.Single answer)
    {
        if (!Units.Compatible(gold.Unit, answer.Unit))
            return false;
        var (g, a) = (gold.Value, answer.Value);
        switch (g.Expression, a.Expression)
        {
            case (Expression.Degrees, Expression.Degrees) or (Expression.Based, Expression.Based):
                return g.Equivalent(a);
            case (Expression.Degrees(var degrees), _):
                return g.Equivalent(a) || Equal(degrees, a);
            case (_, Expression.Degrees(var degrees)):
                return g.Equivalent(a) || Equal(degrees, g);
            case (Expression.Based(var digits, _), _):
                return SameDigits(digits, a);
            case (_, Expression.Based(var digits, _)):
                return SameDigits(digits, g);
        }

        return g.Equivalent(a) || (gold.IsPercent != answer.IsPercent && (gold.IsPercent ? IsHundredth(a, g) : IsHundredth(g, a)));
    }

    private static bool Equal(Expression degrees, Scalar plain) => new Scalar(degrees, new StepBudget(StepBudget.DefaultLimit)).Equivalent(plain);

    /// <summary>A number whose base was left out.</summary>
    private static bool SameDigits(string digits, Scalar plain) =>
        plain.Exact is { IsInteger: true } value && value.ToString() == digits.TrimStart('0');

    private static bool IsHundredth(Scalar part, Scalar percent) =>
        part.Exact is { } p && percent.Exact is { } whole && p * RationalNumber.Of(100) == whole;

    private bool SameEquation(AnswerValue.Equation gold, AnswerValue.Equation answer)
    {
        if (gold is { Left: AnswerValue.Single gl, Right: AnswerValue.Single gr } && answer is { Left: AnswerValue.Single al, Right: AnswerValue.Single ar })
            return Difference(gl, gr).Ratio(Difference(al, ar)) is not (null or 0) || (gold.Named && answer.Named && gl.Value.Equivalent(al.Value) && SameSingle(gr, ar));
        return gold.Named && answer.Named && Same(gold.Right, answer.Right);
    }

    private Scalar Difference(AnswerValue.Single left, AnswerValue.Single right) =>
        new(new Expression.Sum([left.Value.Expression, Expression.Negated(right.Value.Expression)]), budget);

    private bool SameRatio(IReadOnlyList<Scalar> gold, IReadOnlyList<Scalar> answer) => gold.Count == answer.Count
        && Enumerable.Range(1, gold.Count - 1).All(i => Product(gold[0], answer[i]).Equivalent(Product(answer[0], gold[i])));

    private bool SameQuotient(Scalar numerator, Scalar denominator, Scalar value) => numerator.Equivalent(Product(denominator, value));

    private Scalar Product(Scalar a, Scalar b) => new(new Expression.Product([a.Expression, b.Expression]), budget);
}
