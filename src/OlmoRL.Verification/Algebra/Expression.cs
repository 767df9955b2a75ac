using OlmoRL.Verification.Verifiers;

namespace OlmoRL.Verification.Algebra;

/// <summary>What an answer says, as a tree of arithmetic.</summary>
internal abstract record Expression
{
    public static Expression One { get; } = Whole(1);

    public static Expression MinusOne { get; } = Whole(-1);

    /// <summary>Stands for plus-minus: +1 in one reading, -1 in the other.</summary>
    public static Symbol PlusMinus { get; } = new("±");

    public static Expression Whole(int value) => new Number(RationalNumber.Of(value));

    public static Expression Negated(Expression expression) => expression is Number(var value)
        ? new Number(-value)
        : new Product([MinusOne, expression]);

    public sealed record Number(RationalNumber Value) : Expression;

    /// <summary>pi, e, i.</summary>
    public sealed record Constant(string Name) : Expression;

    /// <summary>Positive infinity.</summary>
    public sealed record Infinity : Expression;

    public sealed record Symbol(string Name) : Expression;

    public sealed record Sum(IReadOnlyList<Expression> Terms) : Expression;

    public sealed record Product(IReadOnlyList<Expression> Factors) : Expression;

    public sealed record Quotient(Expression Numerator, Expression Denominator) : Expression;

    public sealed record Power(Expression Base, Expression Exponent) : Expression;

    /// <summary>The real root where there is one.</summary>
    public sealed record Root(Expression Radicand, Expression Index) : Expression;

    public sealed record Function(string Name, IReadOnlyList<Expression> Arguments) : Expression;

    /// <summary>An angle in degrees.</summary>
    public sealed record Degrees(Expression Value) : Expression;

    /// <summary>A number with its base as a subscript: the digits as they stand.</summary>
    public sealed record Based(string Digits, int Base) : Expression;
}
