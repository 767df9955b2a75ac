namespace OlmoRL.Verification.Algebra;

/// <summary>Reads arithmetic from tokens: sums of products of powers; atoms are read by <see cref="AtomParser"/>.</summary>
internal sealed class ExpressionParser
{
    private const int MaxDepth = 48;

    private readonly TokenCursor _cursor;
    private readonly StepBudget _budget;
    private readonly AtomParser _atoms;
    private int _depth;

    public ExpressionParser(TokenRange range, StepBudget budget)
    {
        (_cursor, _budget) = (new TokenCursor(range), budget);
        _atoms = new AtomParser(_cursor, this, budget);
    }

    /// <summary>Words after the value, such as a unit; empty when there are none.</summary>
    public string Unit { get; private set; } = "";

    /// <summary>Whether a percent sign stood behind the whole value.</summary>
    public bool IsPercent { get; private set; }

    /// <summary>The whole range as one expression, with a percent sign or a unit behind it.</summary>
    /// <exception cref="UnreadableAnswerException">It is not one.</exception>
    public Expression ParseAll()
    {
        var expression = ParseOver();
        while (_cursor.Current.Kind != TokenKind.End)
        {
            if (_cursor.TakeMark('%'))
                IsPercent = true;
            else
                Unit = UnitReader.Take(_cursor) ?? throw _cursor.Unexpected();
        }

        return expression;
    }

    /// <summary>Terms with signs between them.</summary>
    public Expression ParseSum()
    {
        Descend();
        var terms = new List<Expression> { ParseSigned() };
        while (true)
        {
            _budget.Spend();
            if (_cursor.TakeMark('+'))
                terms.Add(ParseSigned());
            else if (_cursor.TakeMark('-'))
                terms.Add(Expression.Negated(ParseSigned()));
            else if (_cursor.TakeCommand("pm"))
                terms.Add(new Expression.Product([Expression.PlusMinus, ParseSigned()]));
            else if (_cursor.TakeCommand("mp"))
                terms.Add(Expression.Negated(new Expression.Product([Expression.PlusMinus, ParseSigned()])));
            else
                break;
        }

        Ascend();
        return terms.Count == 1 ? terms[0] : new Expression.Sum(terms);
    }

    /// <summary>Counts a level of nesting.</summary>
    public void Descend()
    {
        if (++_depth > MaxDepth)
            throw new UnreadableAnswerException("the answer is nested too deeply");
    }

    /// <summary>Leaves a level of nesting.</summary>
    public void Ascend() => _depth--;

    private Expression ParseSigned()
    {
        _budget.Spend();
        if (_cursor.TakeMark('+'))
            return ParseSigned();
        if (_cursor.TakeMark('-'))
            return Expression.Negated(ParseSigned());
        if (_cursor.TakeCommand("pm"))
            return new Expression.Product([Expression.PlusMinus, ParseSigned()]);
        return _cursor.TakeCommand("mp")
            ? Expression.Negated(new Expression.Product([Expression.PlusMinus, ParseSigned()]))
            : ParseProduct();
    }

    private Expression ParseProduct()
    {
        var product = ParsePower();
        while (true)
        {
            _budget.Spend();
            if (_cursor.TakeCommand("times") || (_cursor.Current.IsMark('*') && !_cursor.Next.IsMark('*') && _cursor.TakeMark('*')))
                product = new Expression.Product([product, ParseFactorAfterOperator()]);
            else if (_cursor.TakeMark('/'))
                product = new Expression.Quotient(product, ParseFactorAfterOperator());
            else if (StartsFactor())
                product = Juxtaposed(product);
            else
                return product;
        }
    }

    private Expression ParseFactorAfterOperator() =>
        _cursor.Current.IsMark('-') || _cursor.Current.IsMark('+') || _cursor.Current.IsCommand("pm") ? ParseNegatedFactor() : ParsePower();

    private Expression ParseNegatedFactor()
    {
        Descend();
        var negated = _cursor.TakeMark('-');
        var plusMinus = !negated && _cursor.TakeCommand("pm");
        if (!negated && !plusMinus)
            _ = _cursor.TakeMark('+');
        var factor = ParseFactorAfterOperator();
        Ascend();
        return negated ? Expression.Negated(factor) : plusMinus ? new Expression.Product([Expression.PlusMinus, factor]) : factor;
    }

    /// <summary>A factor without an operator before it: a product, or the fraction of a mixed number.</summary>
    private Expression Juxtaposed(Expression before)
    {
        var wholeBefore = _cursor.Peek(-1).Kind == TokenKind.Number && before is Expression.Number { Value.IsInteger: true };
        if (wholeBefore && _cursor.Current.Kind == TokenKind.Number && _cursor.Next.IsMark('/') && _cursor.Peek(2).Kind == TokenKind.Number)
        {
            var numerator = AtomReader.Number(_cursor.Take());
            _ = _cursor.Take();
            var denominator = AtomReader.Number(_cursor.Take());
            return new Expression.Sum([before, new Expression.Quotient(numerator, denominator)]);
        }

        var isFraction = _cursor.Current.IsCommand("frac");
        var factor = ParsePower();
        return wholeBefore && isFraction && factor is Expression.Quotient(Expression.Number { Value.IsInteger: true }, Expression.Number { Value.IsInteger: true })
            ? new Expression.Sum([before, factor])
            : new Expression.Product([before, factor]);
    }

    private bool StartsFactor() => _cursor.Current.Kind switch
    {
        TokenKind.Number or TokenKind.Letter => true,
        TokenKind.Mark => _cursor.Current.Text[0] is '(' or '{' or '[' || (_cursor.Current.Text[0] == '|' && !_atoms.IsInBars),
        TokenKind.Command => _cursor.Current.Text is "frac" or "sqrt" or "cbrt" or "binom" or "pi" or "lfloor" or "lceil" or "infty" or "overline" or "bar"
            || ElementaryFunctions.Names.Contains(_cursor.Current.Text) || LatexSymbols.Greek.Contains(_cursor.Current.Text) || _cursor.Current.Text is "floor" or "ceil" or "abs",
        _ => false,
    };

    /// <summary>An atom with its exponents and what stands behind it.</summary>
    public Expression ParsePower()
    {
        var value = ParsePostfix(_atoms.Parse());
        while (true)
        {
            _budget.Spend();
            if (_cursor.Current.IsMark('*') && _cursor.Next.IsMark('*'))
                _ = (_cursor.Take(), _cursor.Take());
            else if (!_cursor.TakeMark('^'))
                return value;
            value = ParsePostfix(WithExponent(value));
        }
    }

    private Expression WithExponent(Expression value)
    {
        if (_cursor.TakeCommand("circ") || TakeBracedCircle())
            return new Expression.Degrees(value);
        if (value is Expression.Symbol(var name) && TakePrimes() is { Length: > 0 } primes)
            return new Expression.Symbol(name + primes);
        return new Expression.Power(value, _atoms.ParseArgument(wholeNumber: true));
    }

    private bool TakeBracedCircle()
    {
        if (!_cursor.Current.IsMark('{') || !_cursor.Next.IsCommand("circ") || !_cursor.Peek(2).IsMark('}'))
            return false;
        _ = (_cursor.Take(), _cursor.Take(), _cursor.Take());
        return true;
    }

    private string TakePrimes()
    {
        var primes = "";
        while (_cursor.TakeMark('\''))
            primes += "'";
        return primes;
    }

    private Expression ParsePostfix(Expression value)
    {
        while (true)
        {
            _budget.Spend();
            if (_cursor.TakeMark('!'))
                value = new Expression.Function("factorial", [value]);
            else if (_cursor.Current.IsMark('%') && _cursor.Next is { Kind: TokenKind.Mark, Text: "+" or "-" or "*" or "/" } && _cursor.TakeMark('%'))
                value = new Expression.Quotient(value, Expression.Whole(100));
            else if (_cursor.TakeCommand("circ"))
                value = new Expression.Degrees(value);
            else if (_cursor.Current.IsMark('_'))
                value = Subscripted(value);
            else if (value is Expression.Symbol(var name) && _cursor.Current.IsMark('\''))
                value = new Expression.Symbol(name + TakePrimes());
            else
                return value;
        }
    }

    /// <summary>A base behind a number, part of the name behind a letter.</summary>
    private Expression Subscripted(Expression value)
    {
        var digits = value is Expression.Number { Value.IsInteger: true } ? LastDigits() : null;
        _ = _cursor.Take();
        var begin = _cursor.Place;
        var subscript = _atoms.ParseArgument(wholeNumber: true, isName: true);
        if (digits is not null && ExactValue.Of(subscript, _budget) is { IsInteger: true } numberBase && numberBase.Numerator >= 2 && numberBase.Numerator <= 36)
            return new Expression.Based(digits, (int)numberBase.Numerator);
        var name = string.Concat(_cursor.Since(begin).Select(t => t.Text)).Trim('{', '}');
        return value is Expression.Symbol(var symbol) ? new Expression.Symbol($"{symbol}_{name}")
            : value is Expression.Constant(var constant) ? new Expression.Symbol($"{constant}_{name}")
            : throw _cursor.Unexpected();
    }

    /// <summary>Digits of the number before the subscript at hand, which may stand in brackets.</summary>
    private string? LastDigits() => Enumerable.Range(1, 3).Select(i => _cursor.Peek(-i)).FirstOrDefault(t => t.Kind == TokenKind.Number).Text;

    /// <summary>A sum, or two of them with \over or \choose between.</summary>
    public Expression ParseOver()
    {
        var value = ParseSum();
        if (_cursor.TakeCommand("over"))
            return new Expression.Quotient(value, ParseSum());
        return _cursor.TakeCommand("choose") ? new Expression.Function("binom", [value, ParseSum()]) : value;
    }
}
