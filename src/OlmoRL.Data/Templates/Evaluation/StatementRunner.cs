using System.Diagnostics;
using OlmoRL.Data.Templates.Syntax;
using OlmoRL.Data.Templates.Values;

namespace OlmoRL.Data.Templates.Evaluation;

/// <summary>Carries out statements, which write text.</summary>
internal sealed class StatementRunner(RenderContext context)
{
    private readonly ExpressionEvaluator _expressions = new(context);
    private readonly List<AssistantSpan> _generations = [];
    private int _captureDepth;

    private enum Outcome
    {
        Completed,
        Break,
        Continue,
    }

    /// <summary>The stretches that generation blocks wrote.</summary>
    public IReadOnlyList<AssistantSpan> Generations => _generations;

    /// <summary>Renders a whole template.</summary>
    public TextValue Render(IReadOnlyList<Statement> statements, Scope scope)
    {
        var output = new TextBuilder(context);
        _ = Run(statements, scope, output);
        return output.ToValue();
    }

    private Outcome Run(IReadOnlyList<Statement> statements, Scope scope, TextBuilder output)
    {
        context.Budget.Enter();
        foreach (var statement in statements)
        {
            if (statement is not TextStatement)
                context.Position = statement.Position;
            if (Run(statement, scope, output) is not Outcome.Completed and var outcome)
            {
                context.Budget.Leave();
                return outcome;
            }
        }

        context.Budget.Leave();
        return Outcome.Completed;
    }

    private Outcome Run(Statement statement, Scope scope, TextBuilder output)
    {
        switch (statement)
        {
            case TextStatement text:
                _ = output.Append(text.Text);
                return Outcome.Completed;
            case OutputStatement value:
                _ = output.Append(PythonText.Of(context, _expressions.Evaluate(value.Value, scope)));
                return Outcome.Completed;
            case IfStatement choice:
                return Choose(choice, scope, output);
            case ForStatement loop:
                Loop(loop, _expressions.Evaluate(loop.Items, scope), scope, output, depth: 0);
                return Outcome.Completed;
            case SetStatement set:
                Set(set, scope);
                return Outcome.Completed;
            case SetBlockStatement block:
                SetBlock(block, scope);
                return Outcome.Completed;
            case MacroStatement macro:
                scope.Set(macro.Name, new FunctionValue(macro.Name, arguments => CallMacro(macro, arguments, scope)));
                return Outcome.Completed;
            case GenerationStatement generation:
                Generate(generation, scope, output);
                return Outcome.Completed;
            case LoopControlStatement control:
                return control.IsBreak ? Outcome.Break : Outcome.Continue;
            default:
                throw new UnreachableException();
        }
    }

    private Outcome Choose(IfStatement choice, Scope scope, TextBuilder output)
    {
        foreach (var (condition, body) in choice.Branches)
        {
            if (_expressions.Evaluate(condition, scope).IsTruthy)
                return Run(body, scope, output);
        }

        return Run(choice.Otherwise, scope, output);
    }

    private void Loop(ForStatement loop, TemplateValue over, Scope scope, TextBuilder output, int depth)
    {
        var items = context.Items(over, "for");
        if (loop.Condition is { } condition)
            items = [.. items.Where(item => _expressions.Evaluate(condition, Bind(loop, item, scope)).IsTruthy)];
        if (items.Count == 0)
        {
            _ = Run(loop.Otherwise, scope, output);
            return;
        }

        var state = new LoopValue(context, items, depth, loop.IsRecursive ? Recurse : null);
        for (; state.Index < items.Count; state.Index++)
        {
            context.Budget.Step();
            context.Position = loop.Position;
            var inner = Bind(loop, items[state.Index], scope);
            inner.Set("loop", state);
            if (Run(loop.Body, inner, output) == Outcome.Break)
                return;
        }

        TextValue Recurse(TemplateValue inner) => Capture(text => Loop(loop, inner, scope, text, depth + 1));
    }

    private Scope Bind(ForStatement loop, TemplateValue item, Scope scope)
    {
        var inner = new Scope(scope);
        if (loop.Targets is [var single])
            inner.Set(single, item);
        else
        {
            var parts = context.Items(item, "for");
            if (parts.Count != loop.Targets.Count)
                throw context.Fault($"an item has {parts.Count} parts, not {loop.Targets.Count}");
            foreach (var (name, part) in loop.Targets.Zip(parts))
                inner.Set(name, part);
        }

        return inner;
    }

    private void Set(SetStatement set, Scope scope)
    {
        var value = _expressions.Evaluate(set.Value, scope);
        if (set.Targets is [var single])
        {
            Assign(single, value, scope);
            return;
        }

        var parts = context.Items(value, "set");
        if (parts.Count != set.Targets.Count)
            throw context.Fault($"there are {parts.Count} values for {set.Targets.Count} variables");
        foreach (var (target, part) in set.Targets.Zip(parts))
            Assign(target, part, scope);
    }

    private void Assign(SetTarget target, TemplateValue value, Scope scope)
    {
        if (target.Member is null)
            scope.Set(target.Name, value);
        else if (scope.Find(target.Name) is NamespaceValue members)
            members.Members[target.Member] = value;
        else
            throw context.Fault($"'{target.Name}' is not a namespace");
    }

    private void SetBlock(SetBlockStatement block, Scope scope)
    {
        TemplateValue value = Capture(text => Run(block.Body, new Scope(scope), text));
        foreach (var (name, arguments) in block.Filters)
            value = _expressions.Filter(name, value, arguments, scope);
        Assign(block.Target, value, scope);
    }

    private TextValue CallMacro(MacroStatement macro, Arguments arguments, Scope defined)
    {
        var called = context.Position;
        if (arguments.Positional.Count > macro.Parameters.Count)
            throw context.Fault($"{macro.Name} takes at most {macro.Parameters.Count} arguments");
        foreach (var name in arguments.Named.Keys)
        {
            if (macro.Parameters.All(p => p.Name != name))
                throw context.Fault($"{macro.Name} has no parameter {name}");
        }

        var scope = new Scope(defined);
        for (var i = 0; i < macro.Parameters.Count; i++)
        {
            var (name, absent) = macro.Parameters[i];
            scope.Set(name, arguments.Find(i, name)
                ?? (absent is null ? new UndefinedValue($"parameter '{name}' was not provided") : _expressions.Evaluate(absent, scope)));
        }

        var text = Capture(output => Run(macro.Body, scope, output));
        context.Position = called;
        return text;
    }

    private TextValue Capture(Action<TextBuilder> write)
    {
        var output = new TextBuilder(context);
        _captureDepth++;
        write(output);
        _captureDepth--;
        return output.ToValue();
    }

    // The place of what is captured is known only when it is written, and it may be written twice or not at all.
    private void Generate(GenerationStatement generation, Scope scope, TextBuilder output)
    {
        if (_captureDepth > 0)
            throw context.Fault("a generation block cannot be in a macro, a set block or a recursive loop");
        var start = output.Length;
        _ = Run(generation.Body, new Scope(scope), output);
        _generations.Add(new AssistantSpan(start, output.Length - start));
    }
}
