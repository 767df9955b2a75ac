using System.Diagnostics;
using OlmoRL.Data.Templates.Syntax;
using OlmoRL.Data.Templates.Values;

namespace OlmoRL.Data.Templates.Evaluation;

/// <summary>The values of expressions.</summary>
internal sealed class ExpressionEvaluator(RenderContext context)
{
    public TemplateValue Evaluate(Expression expression, Scope scope)
    {
        context.Budget.Enter();
        var value = expression switch
        {
            LiteralExpression literal => literal.Value,
            NameExpression name => scope.Find(name.Name) ?? new UndefinedValue($"'{name.Name}' is undefined"),
            ListExpression list => new ListValue([.. list.Items.Select(i => Evaluate(i, scope))], list.IsTuple),
            MappingExpression mapping => Mapping(mapping, scope),
            AttributeExpression attribute => Members.Attribute(context, Evaluate(attribute.Target, scope), attribute.Name),
            SubscriptExpression subscript => Members.Item(context, Evaluate(subscript.Target, scope), Evaluate(subscript.Index, scope)),
            SliceExpression slice => Members.Slice(
                context, Evaluate(slice.Target, scope), Bound(slice.Start, scope), Bound(slice.Stop, scope), Bound(slice.Step, scope)),
            CallExpression call => Call(call, scope),
            FilterExpression filter => Filter(filter.Name, Evaluate(filter.Target, scope), filter.Arguments, scope),
            TestExpression test => BooleanValue.Of(
                ValueTests.Holds(test.Name, Arguments(test.Name, test.Arguments, scope, Evaluate(test.Target, scope)))),
            NotExpression not => BooleanValue.Of(!Evaluate(not.Operand, scope).IsTruthy),
            SignExpression sign => Operators.Apply(context, sign.IsNegative ? "-" : "+", new IntegerValue(0), Evaluate(sign.Operand, scope)),
            LogicalExpression logical => Logical(logical, scope),
            ArithmeticExpression arithmetic => Operators.Apply(
                context, arithmetic.Operator, Evaluate(arithmetic.Left, scope), Evaluate(arithmetic.Right, scope)),
            ConcatenationExpression both => new TextBuilder(context)
                .Append(PythonText.Of(context, Evaluate(both.Left, scope)))
                .Append(PythonText.Of(context, Evaluate(both.Right, scope))).ToValue(),
            ComparisonExpression comparison => Comparison(comparison, scope),
            ConditionalExpression conditional => Conditional(conditional, scope),
            _ => throw new UnreachableException(),
        };
        context.Budget.Leave();
        return value;
    }

    /// <summary>A value put through a filter.</summary>
    public TemplateValue Filter(string name, TemplateValue value, ArgumentList arguments, Scope scope) =>
        Filters.Apply(name, Arguments(name, arguments, scope, value));

    private TemplateValue Logical(LogicalExpression logical, Scope scope)
    {
        var left = Evaluate(logical.Left, scope);
        return left.IsTruthy == logical.IsAnd ? Evaluate(logical.Right, scope) : left;
    }

    private TemplateValue Conditional(ConditionalExpression conditional, Scope scope)
    {
        if (Evaluate(conditional.Condition, scope).IsTruthy)
            return Evaluate(conditional.Then, scope);
        return conditional.Otherwise is { } otherwise ? Evaluate(otherwise, scope) : new UndefinedValue("the inline if has no else");
    }

    private BooleanValue Comparison(ComparisonExpression comparison, Scope scope)
    {
        var left = Evaluate(comparison.First, scope);
        foreach (var (symbol, operand) in comparison.Rest)
        {
            var right = Evaluate(operand, scope);
            if (!Comparisons.Holds(context, symbol, left, right))
                return BooleanValue.False;
            left = right;
        }

        return BooleanValue.True;
    }

    private MappingValue Mapping(MappingExpression mapping, Scope scope)
    {
        var entries = new OrderedDictionary<string, TemplateValue>(StringComparer.Ordinal);
        foreach (var (key, value) in mapping.Entries)
            entries[context.Text(Evaluate(key, scope), "a mapping's key").Text] = Evaluate(value, scope);
        return new MappingValue(entries);
    }

    private long? Bound(Expression? bound, Scope scope) =>
        bound is null || Evaluate(bound, scope) is not { } value || value is NoneValue ? null : Operators.Integer(context, value, "a slice");

    private TemplateValue Call(CallExpression call, Scope scope)
    {
        var target = Evaluate(call.Target, scope);
        return target switch
        {
            FunctionValue function => function.Call(Arguments(function.Name, call.Arguments, scope)),
            LoopValue loop => loop.Recurse(Arguments("loop", call.Arguments, scope)),
            UndefinedValue undefined => throw context.Undefined(undefined),
            _ => throw context.Fault($"{target.TypeName} cannot be called"),
        };
    }

    private Arguments Arguments(string callee, ArgumentList list, Scope scope, params ReadOnlySpan<TemplateValue> first)
    {
        var positional = new List<TemplateValue>(first.Length + list.Positional.Count);
        positional.AddRange(first);
        foreach (var argument in list.Positional)
            positional.Add(Evaluate(argument, scope));
        var named = new Dictionary<string, TemplateValue>(StringComparer.Ordinal);
        foreach (var (name, value) in list.Named)
            named[name] = Evaluate(value, scope);
        return new Arguments(context, callee, positional, named);
    }
}
