namespace OlmoRL.Verification.Algebra;

/// <summary>Reads numbers, letters, groups, and commands with their arguments.</summary>
internal sealed class AtomParser(TokenCursor cursor, ExpressionParser expressions, StepBudget budget)
{
    private int _bars;

    /// <summary>Whether a bar would close an absolute value here.</summary>
    public bool IsInBars => _bars > 0;

    /// <summary>A number, a letter, a group or a command with its arguments.</summary>
    public Expression Parse()
    {
        budget.Spend();
        var token = cursor.Current;
        switch (token.Kind)
        {
            case TokenKind.Number:
                return AtomReader.Number(cursor.TakeNumber());
            case TokenKind.Letter:
                _ = cursor.Take();
                return AtomReader.Letter(token.Text);
            case TokenKind.Word when LatexSymbols.NumberWords.TryGetValue(token.Text, out var value):
                _ = cursor.Take();
                return Expression.Whole(value);
            case TokenKind.Mark:
                return ParseMarked(token.Text[0]);
            case TokenKind.Command:
                _ = cursor.Take();
                return ParseCommand(token.Text);
            default:
                throw cursor.Unexpected();
        }
    }

    /// <summary>A braced group, or a single token: what a command takes.</summary>
    /// <param name="wholeNumber">Take all digits of an unbraced number, as people mean x^10; else only the first, as LaTeX does.</param>
    public Expression ParseArgument(bool wholeNumber, bool isName = false)
    {
        if (cursor.Current.IsMark('{'))
            return ParseGroup(isName && cursor.Next.Kind != TokenKind.Number);
        if (wholeNumber && cursor.TakeMark('-'))
            return Expression.Negated(ParseArgument(wholeNumber: true));
        if (cursor.Current.Kind == TokenKind.Number && !wholeNumber && cursor.Current.Text.Length > 1 && !cursor.Current.Text.Contains('.', StringComparison.Ordinal))
            return Expression.Whole(cursor.TakeDigit());
        if (isName && cursor.Current.Kind is TokenKind.Word)
            return new Expression.Symbol(cursor.Take().Text);

        return Parse();
    }

    private Expression ParseGroup(bool isName)
    {
        cursor.Expect('{');
        if (isName)
        {
            cursor.SkipGroup();
            return new Expression.Symbol("name");
        }

        var value = expressions.ParseOver();
        cursor.Expect('}');
        return value;
    }

    private Expression ParseMarked(char mark)
    {
        if (mark == '{')
            return ParseGroup(isName: false);
        if (mark == '|')
        {
            _ = cursor.Take();
            _bars++;
            var inner = expressions.ParseSum();
            _bars--;
            cursor.Expect('|');
            return new Expression.Function("abs", [inner]);
        }

        if (mark is not ('(' or '['))
            throw cursor.Unexpected();
        _ = cursor.Take();
        var bars = _bars;
        _bars = 0;
        var value = expressions.ParseSum();
        _bars = bars;
        cursor.Expect(mark == '(' ? ')' : ']');
        return value;
    }

    private Expression ParseCommand(string name)
    {
        switch (name)
        {
            case "frac":
                var numerator = ParseArgument(wholeNumber: false);
                return new Expression.Quotient(numerator, ParseArgument(wholeNumber: false));
            case "binom":
                var n = ParseArgument(wholeNumber: false);
                return new Expression.Function("binom", [n, ParseArgument(wholeNumber: false)]);
            case "sqrt":
                return ParseRoot();
            case "cbrt":
                return new Expression.Root(ParseArgument(wholeNumber: true), Expression.Whole(3));
            case "lfloor" or "lceil":
                var inner = expressions.ParseSum();
                if (!cursor.TakeCommand(name == "lfloor" ? "rfloor" : "rceil"))
                    throw cursor.Unexpected();
                return new Expression.Function(name[1..], [inner]);
            case "infty":
                return new Expression.Infinity();
            case "pi":
                return new Expression.Constant("pi");
            case "floor" or "ceil" or "abs":
                return new Expression.Function(name, [ParseArgument(wholeNumber: true)]);
            case "overline" or "bar":
                return new Expression.Symbol($"{name}{cursor.Current.Text}{(ParseArgument(wholeNumber: true) is Expression.Symbol(var s) ? s : "")}");
            default:
                if (ElementaryFunctions.Names.Contains(name))
                    return new FunctionParser(cursor, expressions, this).Parse(name);
                return LatexSymbols.Greek.Contains(name) ? new Expression.Symbol(name) : throw new UnreadableAnswerException($"\\{name} is not known");
        }
    }

    private Expression ParseRoot()
    {
        Expression index = Expression.Whole(2);
        if (cursor.TakeMark('['))
        {
            index = expressions.ParseSum();
            cursor.Expect(']');
        }

        return new Expression.Root(ParseArgument(wholeNumber: true), index);
    }
}
