namespace OlmoRL.Verification.Algebra;

/// <summary>An expression with a plus-minus sign is two: all signs upper, or all lower.</summary>
internal static class PlusMinus
{
    public static bool Occurs(Expression expression) => expression == Expression.PlusMinus || Parts(expression).Any(Occurs);

    public static Expression[] Both(Expression expression) =>
        [With(expression, Expression.One), With(expression, Expression.MinusOne)];

    private static IEnumerable<Expression> Parts(Expression expression) => expression switch
    {
        Expression.Sum(var terms) => terms,
        Expression.Product(var factors) => factors,
        Expression.Quotient(var n, var d) => [n, d],
        Expression.Power(var b, var e) => [b, e],
        Expression.Root(var r, var i) => [r, i],
        Expression.Function(_, var arguments) => arguments,
        Expression.Degrees(var v) => [v],
        _ => [],
    };

    private static Expression With(Expression expression, Expression sign) => expression switch
    {
        Expression.Symbol symbol when symbol == Expression.PlusMinus => sign,
        Expression.Sum(var terms) => new Expression.Sum([.. terms.Select(t => With(t, sign))]),
        Expression.Product(var factors) => new Expression.Product([.. factors.Select(f => With(f, sign))]),
        Expression.Quotient(var n, var d) => new Expression.Quotient(With(n, sign), With(d, sign)),
        Expression.Power(var b, var e) => new Expression.Power(With(b, sign), With(e, sign)),
        Expression.Root(var r, var i) => new Expression.Root(With(r, sign), With(i, sign)),
        Expression.Function(var name, var arguments) => new Expression.Function(name, [.. arguments.Select(a => With(a, sign))]),
        Expression.Degrees(var v) => new Expression.Degrees(With(v, sign)),
        _ => expression,
    };
}
