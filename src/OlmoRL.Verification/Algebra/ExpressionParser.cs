using OlmoRL.Verification.Verifiers;

namespace OlmoRL.Verification.Algebra;

/// <summary>Reads arithmetic from tokens: sums of products of powers of atoms.</summary>
internal sealed class ExpressionParser(TokenRange range, StepBudget budget)
{
    private const int MaxDepth = 48;

    private int _at;
    private int _depth;
    private int _bars;

    /// <summary>Words after the value, such as a unit; empty when there are none.</summary>
    public string Unit { get; private set; } = "";

    /// <summary>Whether a percent sign stood behind the whole value.</summary>
    public bool IsPercent { get; private set; }

    private LatexToken Current => _at < range.Length ? range[_at] : LatexToken.End;

    private LatexToken Next => _at + 1 < range.Length ? range[_at + 1] : LatexToken.End;

    /// <summary>The whole range as one expression, with a percent sign or a unit behind it.</summary>
    /// <exception cref="UnreadableAnswerException">It is not one.</exception>
    public Expression ParseAll()
    {
        var expression = ParseOver();
        while (Current.Kind != TokenKind.End)
        {
            if (TakeMark('%'))
                IsPercent = true;
            else if (!TakeUnit())
                throw Unexpected();
        }

        return expression;
    }

    private UnreadableAnswerException Unexpected() => new(Current.Kind == TokenKind.End ? "the answer ends too early" : $"{Current.Text} is not expected here");

    private bool TakeMark(char mark)
    {
        if (!Current.IsMark(mark))
            return false;
        _at++;
        return true;
    }

    private bool TakeCommand(string name)
    {
        if (!Current.IsCommand(name))
            return false;
        _at++;
        return true;
    }

    private void Expect(char mark)
    {
        if (!TakeMark(mark))
            throw Unexpected();
    }

    /// <summary>A run of words with powers and strokes, as in `cm^2`, `km/h` or `square units`.</summary>
    private bool TakeUnit()
    {
        if (Current.Kind != TokenKind.Word)
            return false;
        var words = new List<string>();
        while (Current.Kind != TokenKind.End)
        {
            if (Current.Kind is TokenKind.Word or TokenKind.Letter)
                words.Add(Current.Text);
            else if (words.Count == 0 || !(Current.IsMark('^') || Current.IsMark('/') || Current.IsMark('{') || Current.IsMark('}') || Current.IsMark('-') || Current.IsMark('(') || Current.IsMark(')') || Current.IsMark('\'')
                || (Current.Kind == TokenKind.Number && range[_at - 1] is var before && (before.IsMark('^') || before.IsMark('{') || before.IsMark('-')))))
                return words.Count > 0 && Current.Kind == TokenKind.End;
            else if (Current.Kind == TokenKind.Mark && Current.Text is "/" or "^")
                words.Add(Current.Text);
            else if (Current.Kind == TokenKind.Number)
                words.Add(Current.Text);
            _at++;
        }

        Unit = string.Join(' ', words);
        return true;
    }

    private Expression ParseSum()
    {
        if (++_depth > MaxDepth)
            throw new UnreadableAnswerException("the answer is nested too deeply");
        var terms = new List<Expression> { ParseSigned() };
        while (true)
        {
            budget.Spend();
            if (TakeMark('+'))
                terms.Add(ParseSigned());
            else if (TakeMark('-'))
                terms.Add(Expression.Negated(ParseSigned()));
            else if (TakeCommand("pm"))
                terms.Add(new Expression.Product([Expression.PlusMinus, ParseSigned()]));
            else if (TakeCommand("mp"))
                terms.Add(Expression.Negated(new Expression.Product([Expression.PlusMinus, ParseSigned()])));
            else
                break;
        }

        _depth--;
        return terms.Count == 1 ? terms[0] : new Expression.Sum(terms);
    }

    private Expression ParseSigned()
    {
        budget.Spend();
        if (TakeMark('+'))
            return ParseSigned();
        if (TakeMark('-'))
            return Expression.Negated(ParseSigned());
        if (TakeCommand("pm"))
            return new Expression.Product([Expression.PlusMinus, ParseSigned()]);
        return TakeCommand("mp")
            ? Expression.Negated(new Expression.Product([Expression.PlusMinus, ParseSigned()]))
            : ParseProduct();
    }

    private Expression ParseProduct()
    {
        var product = ParsePower();
        while (true)
        {
            budget.Spend();
            if (TakeCommand("times") || (Current.IsMark('*') && !Next.IsMark('*') && TakeMark('*')))
                product = new Expression.Product([product, ParseFactorAfterOperator()]);
            else if (TakeMark('/'))
                product = new Expression.Quotient(product, ParseFactorAfterOperator());
            else if (StartsFactor())
                product = Juxtaposed(product);
            else
                return product;
        }
    }

    private Expression ParseFactorAfterOperator() =>
        Current.IsMark('-') || Current.IsMark('+') || Current.IsCommand("pm") ? ParseNegatedFactor() : ParsePower();

    private Expression ParseNegatedFactor()
    {
        if (++_depth > MaxDepth)
            throw new UnreadableAnswerException("the answer is nested too deeply");
        var negated = TakeMark('-');
        var plusMinus = !negated && TakeCommand("pm");
        if (!negated && !plusMinus)
            _ = TakeMark('+');
        var factor = ParseFactorAfterOperator();
        _depth--;
        return negated ? Expression.Negated(factor) : plusMinus ? new Expression.Product([Expression.PlusMinus, factor]) : factor;
    }

    /// <summary>A factor without an operator before it: a product, or the fraction of a mixed number.</summary>
    private Expression Juxtaposed(Expression before)
    {
        var wholeBefore = range[_at - 1].Kind == TokenKind.Number && before is Expression.Number { Value.IsInteger: true };
        if (wholeBefore && Current.Kind == TokenKind.Number && Next.IsMark('/') && _at + 2 < range.Length && range[_at + 2].Kind == TokenKind.Number)
        {
            var (numerator, denominator) = (AtomReader.Number(Current), AtomReader.Number(range[_at + 2]));
            _at += 3;
            return new Expression.Sum([before, new Expression.Quotient(numerator, denominator)]);
        }

        var isFraction = Current.IsCommand("frac");
        var factor = ParsePower();
        return wholeBefore && isFraction && factor is Expression.Quotient(Expression.Number { Value.IsInteger: true }, Expression.Number { Value.IsInteger: true })
            ? new Expression.Sum([before, factor])
            : new Expression.Product([before, factor]);
    }

    private bool StartsFactor() => Current.Kind switch
    {
        TokenKind.Number or TokenKind.Letter => true,
        TokenKind.Mark => Current.Text[0] is '(' or '{' or '[' || (Current.Text[0] == '|' && _bars == 0),
        TokenKind.Command => Current.Text is "frac" or "sqrt" or "cbrt" or "binom" or "pi" or "lfloor" or "lceil" or "infty" or "overline" or "bar"
            || ElementaryFunctions.Names.Contains(Current.Text) || LatexSymbols.Greek.Contains(Current.Text) || Current.Text is "floor" or "ceil" or "abs",
        _ => false,
    };

    private Expression ParsePower()
    {
        var value = ParsePostfix(ParseAtom());
        while (true)
        {
            budget.Spend();
            if (Current.IsMark('*') && Next.IsMark('*'))
                _at += 2;
            else if (!TakeMark('^'))
                return value;
            value = ParsePostfix(WithExponent(value));
        }
    }

    private Expression WithExponent(Expression value)
    {
        if (TakeCommand("circ") || TakeBracedCircle())
            return new Expression.Degrees(value);
        if (value is Expression.Symbol(var name) && TakePrimes() is { Length: > 0 } primes)
            return new Expression.Symbol(name + primes);
        return new Expression.Power(value, ParseArgument(wholeNumber: true));
    }

    private bool TakeBracedCircle()
    {
        if (!Current.IsMark('{') || !Next.IsCommand("circ") || _at + 2 >= range.Length || !range[_at + 2].IsMark('}'))
            return false;
        _at += 3;
        return true;
    }

    private string TakePrimes()
    {
        var primes = "";
        while (TakeMark('\''))
            primes += "'";
        return primes;
    }

    private Expression ParsePostfix(Expression value)
    {
        while (true)
        {
            budget.Spend();
            if (TakeMark('!'))
                value = new Expression.Function("factorial", [value]);
            else if (Current.IsMark('%') && _at + 1 < range.Length && Next.Kind is TokenKind.Mark && Next.Text[0] is '+' or '-' or '*' or '/' && TakeMark('%'))
                value = new Expression.Quotient(value, new Expression.Number(RationalNumber.Of(100)));
            else if (TakeCommand("circ"))
                value = new Expression.Degrees(value);
            else if (Current.IsMark('_'))
                value = Subscripted(value);
            else if (value is Expression.Symbol(var name) && Current.IsMark('\''))
                value = new Expression.Symbol(name + TakePrimes());
            else
                return value;
        }
    }

    /// <summary>A base behind a number, part of the name behind a letter.</summary>
    private Expression Subscripted(Expression value)
    {
        var digits = value is Expression.Number { Value.IsInteger: true } ? LastNumber(_at) : null;
        _at++;
        var begin = _at;
        var subscript = ParseArgument(wholeNumber: true, isName: true);
        if (digits is not null && ExactValue.Of(subscript, budget) is { IsInteger: true } numberBase && numberBase.Numerator >= 2 && numberBase.Numerator <= 36)
            return new Expression.Based(digits, (int)numberBase.Numerator);
        var name = string.Concat(Enumerable.Range(begin, _at - begin).Select(i => range[i].Text)).Trim('{', '}');
        return value is Expression.Symbol(var symbol) ? new Expression.Symbol($"{symbol}_{name}")
            : value is Expression.Constant(var constant) ? new Expression.Symbol($"{constant}_{name}")
            : throw Unexpected();
    }

    private string? LastNumber(int before)
    {
        for (var i = before - 1; i >= 0 && i >= before - 3; i--)
        {
            if (range[i].Kind == TokenKind.Number)
                return range[i].Text.TrimStart('+');
        }

        return null;
    }

    /// <summary>A braced group, or a single token: what a command takes.</summary>
    /// <param name="wholeNumber">Take all digits of an unbraced number, as people mean x^10; else only the first, as LaTeX does.</param>
    private Expression ParseArgument(bool wholeNumber, bool isName = false)
    {
        if (Current.IsMark('{'))
            return ParseGroup(isName);
        if (wholeNumber && TakeMark('-'))
            return Expression.Negated(ParseArgument(wholeNumber: true));
        if (Current.Kind == TokenKind.Number && !wholeNumber && Current.Text.Length > 1 && !Current.Text.Contains('.', StringComparison.Ordinal))
            return new Expression.Number(RationalNumber.Of(TakeDigit() - '0'));
        if (isName && Current.Kind is TokenKind.Word)
        {
            _at++;
            return new Expression.Symbol(range[_at - 1].Text);
        }

        return ParseAtom();
    }

    private int _digitsTaken;

    /// <summary>One digit off the number at hand; \frac12 is a half.</summary>
    private char TakeDigit()
    {
        var digit = Current.Text[_digitsTaken];
        if (++_digitsTaken == Current.Text.Length)
        {
            _digitsTaken = 0;
            _at++;
        }

        return digit;
    }

    private Expression ParseGroup(bool isName)
    {
        Expect('{');
        if (isName && MatchingBrace() is var close && Enumerable.Range(_at, close - _at).Any(i => range[i].Kind == TokenKind.Word || range[i].IsMark(',')))
        {
            _at = close + 1;
            return new Expression.Symbol("name");
        }

        var value = ParseOver();
        Expect('}');
        return value;
    }

    /// <summary>A sum, or two of them with \over or \choose between.</summary>
    private Expression ParseOver()
    {
        var value = ParseSum();
        if (TakeCommand("over"))
            return new Expression.Quotient(value, ParseSum());
        return TakeCommand("choose") ? new Expression.Function("binom", [value, ParseSum()]) : value;
    }

    private int MatchingBrace()
    {
        var depth = 1;
        for (var i = _at; i < range.Length; i++)
        {
            depth += range[i].IsMark('{') ? 1 : range[i].IsMark('}') ? -1 : 0;
            if (depth == 0)
                return i;
        }

        throw new UnreadableAnswerException("a brace is not closed");
    }

    private Expression ParseAtom()
    {
        budget.Spend();
        var token = Current;
        switch (token.Kind)
        {
            case TokenKind.Number when _digitsTaken > 0:
                var rest = token.Text[_digitsTaken..];
                _digitsTaken = 0;
                _at++;
                return AtomReader.Number(token with { Text = rest });
            case TokenKind.Number:
                _at++;
                return AtomReader.Number(token);
            case TokenKind.Letter:
                _at++;
                return AtomReader.Letter(token.Text);
            case TokenKind.Word when LatexSymbols.NumberWords.TryGetValue(token.Text, out var value):
                _at++;
                return new Expression.Number(RationalNumber.Of(value));
            case TokenKind.Mark:
                return ParseMarked(token.Text[0]);
            case TokenKind.Command:
                _at++;
                return ParseCommand(token.Text);
            default:
                throw Unexpected();
        }
    }

    private Expression ParseMarked(char mark)
    {
        if (mark == '{')
            return ParseGroup(isName: false);
        if (mark == '|')
        {
            _at++;
            _bars++;
            var inner = ParseSum();
            _bars--;
            Expect('|');
            return new Expression.Function("abs", [inner]);
        }

        if (mark is not ('(' or '['))
            throw Unexpected();
        _at++;
        var bars = _bars;
        _bars = 0;
        var value = ParseSum();
        _bars = bars;
        Expect(mark == '(' ? ')' : ']');
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
                return new Expression.Root(ParseArgument(wholeNumber: true), new Expression.Number(RationalNumber.Of(3)));
            case "lfloor" or "lceil":
                var inner = ParseSum();
                if (!TakeCommand(name == "lfloor" ? "rfloor" : "rceil"))
                    throw Unexpected();
                return new Expression.Function(name[1..], [inner]);
            case "infty":
                return new Expression.Infinity();
            case "pi":
                return new Expression.Constant("pi");
            case "floor" or "ceil" or "abs":
                return new Expression.Function(name, [ParseArgument(wholeNumber: true)]);
            case "overline" or "bar":
                return new Expression.Symbol($"{name}{Current.Text}{(ParseArgument(wholeNumber: true) is Expression.Symbol(var s) ? s : "")}");
            default:
                if (ElementaryFunctions.Names.Contains(name))
                    return ParseFunction(name);
                return LatexSymbols.Greek.Contains(name) ? new Expression.Symbol(name) : throw new UnreadableAnswerException($"\\{name} is not known");
        }
    }

    private Expression ParseRoot()
    {
        Expression index = new Expression.Number(RationalNumber.Of(2));
        if (TakeMark('['))
        {
            index = ParseSum();
            Expect(']');
        }

        return new Expression.Root(ParseArgument(wholeNumber: true), index);
    }

    /// <summary>\log_2 8, \sin^2 x, \sin^{-1} x, \sin 2x, \max(a, b).</summary>
    private Expression ParseFunction(string name)
    {
        Expression? subscript = null, exponent = null;
        for (var i = 0; i < 2; i++)
        {
            if (subscript is null && TakeMark('_'))
                subscript = ParseArgument(wholeNumber: Next.Kind is not (TokenKind.End or TokenKind.Mark) || Next.Text is "(" or "{" or "|");
            if (exponent is null && TakeMark('^'))
                exponent = ParseArgument(wholeNumber: true);
        }

        var arguments = ParseFunctionArguments();
        if (subscript is not null)
            arguments = [subscript, .. arguments];
        if (exponent is Expression.Number(var power) && power == RationalNumber.Of(-1) && ElementaryFunctions.Names.Contains("arc" + name))
            return new Expression.Function("arc" + name, arguments);
        Expression value = new Expression.Function(name, arguments);
        return exponent is null ? value : new Expression.Power(value, exponent);
    }

    private List<Expression> ParseFunctionArguments()
    {
        if (++_depth > MaxDepth)
            throw new UnreadableAnswerException("the answer is nested too deeply");
        var arguments = new List<Expression>();
        if (TakeMark('('))
        {
            do
                arguments.Add(ParseSum());
            while (TakeMark(','));
            Expect(')');
        }
        else
        {
            var negated = TakeMark('-');
            Expression argument = ParsePower();
            while (Current.Kind is TokenKind.Number or TokenKind.Letter || Current.IsCommand("pi") || Current.IsCommand("frac") || Current.IsCommand("sqrt")
                || (Current.Kind == TokenKind.Command && LatexSymbols.Greek.Contains(Current.Text)))
                argument = new Expression.Product([argument, ParsePower()]);
            if (Current.IsMark('/') && Next.Kind == TokenKind.Number && TakeMark('/'))
                argument = new Expression.Quotient(argument, ParsePower());
            arguments.Add(negated ? Expression.Negated(argument) : argument);
        }

        _depth--;
        return arguments;
    }
}
