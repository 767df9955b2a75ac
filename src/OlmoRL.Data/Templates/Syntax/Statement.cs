namespace OlmoRL.Data.Templates.Syntax;

/// <summary>Where a statement stands.</summary>
/// <param name="Construct">Its tag as the template spells it.</param>
internal sealed record StatementPosition(int Line, string Construct)
{
    /// <summary>Of plain text, which cannot fail.</summary>
    public static StatementPosition Text { get; } = new(1, "");
}

/// <summary>A part of a template that is carried out.</summary>
internal abstract record Statement(StatementPosition Position);

/// <summary>Text that is written as it is.</summary>
internal sealed record TextStatement(string Text) : Statement(StatementPosition.Text);

/// <summary><c>{{ value }}</c>.</summary>
internal sealed record OutputStatement(Expression Value, StatementPosition Position) : Statement(Position);

/// <summary><c>{% if %}</c>, with every <c>elif</c> a branch.</summary>
internal sealed record IfStatement(
    IReadOnlyList<(Expression Condition, IReadOnlyList<Statement> Body)> Branches,
    IReadOnlyList<Statement> Otherwise,
    StatementPosition Position) : Statement(Position);

/// <summary><c>{% for targets in items if condition recursive %}</c>.</summary>
internal sealed record ForStatement(
    IReadOnlyList<string> Targets,
    Expression Items,
    Expression? Condition,
    bool IsRecursive,
    IReadOnlyList<Statement> Body,
    IReadOnlyList<Statement> Otherwise,
    StatementPosition Position) : Statement(Position);

/// <summary>What a set tag assigns to: a variable, or a member of a namespace.</summary>
internal sealed record SetTarget(string Name, string? Member);

/// <summary><c>{% set targets = value %}</c>.</summary>
internal sealed record SetStatement(IReadOnlyList<SetTarget> Targets, Expression Value, StatementPosition Position) : Statement(Position);

/// <summary><c>{% set name %}…{% endset %}</c>, the text put through filters.</summary>
internal sealed record SetBlockStatement(
    SetTarget Target, IReadOnlyList<(string Name, ArgumentList Arguments)> Filters, IReadOnlyList<Statement> Body, StatementPosition Position)
    : Statement(Position);

/// <summary><c>{% macro name(parameter, parameter=value) %}</c>.</summary>
internal sealed record MacroStatement(
    string Name, IReadOnlyList<(string Name, Expression? Default)> Parameters, IReadOnlyList<Statement> Body, StatementPosition Position)
    : Statement(Position);

/// <summary><c>{% generation %}</c>: what the model writes.</summary>
internal sealed record GenerationStatement(IReadOnlyList<Statement> Body, StatementPosition Position) : Statement(Position);

/// <summary><c>{% break %}</c> or <c>{% continue %}</c>.</summary>
internal sealed record LoopControlStatement(bool IsBreak, StatementPosition Position) : Statement(Position);
