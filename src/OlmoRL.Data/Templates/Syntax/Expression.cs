using OlmoRL.Data.Templates.Values;

namespace OlmoRL.Data.Templates.Syntax;

/// <summary>Something that has a value.</summary>
internal abstract record Expression;

/// <summary>A value written out.</summary>
internal sealed record LiteralExpression(TemplateValue Value) : Expression;

/// <summary>A variable.</summary>
internal sealed record NameExpression(string Name) : Expression;

/// <summary><c>[a, b]</c> or <c>(a, b)</c>.</summary>
internal sealed record ListExpression(IReadOnlyList<Expression> Items, bool IsTuple) : Expression;

/// <summary><c>{'a': b}</c>.</summary>
internal sealed record MappingExpression(IReadOnlyList<(Expression Key, Expression Value)> Entries) : Expression;

/// <summary><c>a.name</c>: a method or member before an item.</summary>
internal sealed record AttributeExpression(Expression Target, string Name) : Expression;

/// <summary><c>a[b]</c>: an item before a method or member.</summary>
internal sealed record SubscriptExpression(Expression Target, Expression Index) : Expression;

/// <summary><c>a[start:stop:step]</c>.</summary>
internal sealed record SliceExpression(Expression Target, Expression? Start, Expression? Stop, Expression? Step) : Expression;

/// <summary>What a call is given.</summary>
internal sealed record ArgumentList(IReadOnlyList<Expression> Positional, IReadOnlyList<(string Name, Expression Value)> Named)
{
    public static ArgumentList Empty { get; } = new([], []);
}

/// <summary><c>a(…)</c>.</summary>
internal sealed record CallExpression(Expression Target, ArgumentList Arguments) : Expression;

/// <summary><c>a | name(…)</c>. The value of a set block has no target written out.</summary>
internal sealed record FilterExpression(Expression Target, string Name, ArgumentList Arguments) : Expression;

/// <summary><c>a is name(…)</c>.</summary>
internal sealed record TestExpression(Expression Target, string Name, ArgumentList Arguments) : Expression;

/// <summary><c>not a</c>.</summary>
internal sealed record NotExpression(Expression Operand) : Expression;

/// <summary><c>-a</c> or <c>+a</c>.</summary>
internal sealed record SignExpression(Expression Operand, bool IsNegative) : Expression;

/// <summary><c>a and b</c>, <c>a or b</c>: one of the operands.</summary>
internal sealed record LogicalExpression(Expression Left, Expression Right, bool IsAnd) : Expression;

/// <summary>Arithmetic: <c>+ - * / // % **</c>.</summary>
internal sealed record ArithmeticExpression(string Operator, Expression Left, Expression Right) : Expression;

/// <summary><c>a ~ b</c>: both as text.</summary>
internal sealed record ConcatenationExpression(Expression Left, Expression Right) : Expression;

/// <summary><c>a &lt; b == c</c>: each operand is compared with the next.</summary>
internal sealed record ComparisonExpression(Expression First, IReadOnlyList<(string Operator, Expression Right)> Rest) : Expression;

/// <summary><c>a if condition else b</c>; without an else, undefined.</summary>
internal sealed record ConditionalExpression(Expression Condition, Expression Then, Expression? Otherwise) : Expression;
