using System.Globalization;
using OlmoRL.Data.Templates.Values;

namespace OlmoRL.Data.Templates.Syntax;

/// <summary>Reads expressions by Jinja's rules of precedence, loosest first.</summary>
internal sealed class ExpressionParser(TokenReader tokens)
{
    /// <summary>One expression, an inline if included.</summary>
    public Expression Read() => tokens.Nested(() =>
    {
        var value = Or();
        while (tokens.TryKeyword("if"))
        {
            var condition = Or();
            value = new ConditionalExpression(condition, value, tokens.TryKeyword("else") ? Read() : null);
        }

        return value;
    });

    /// <summary>One expression, or several with commas between as a tuple.</summary>
    public Expression ReadTuple()
    {
        var first = Read();
        if (!tokens.Current.Is(TokenKind.Operator, ","))
            return first;
        var items = new List<Expression> { first };
        while (tokens.TryOperator(",") && BeginsExpression())
            items.Add(Read());
        return new ListExpression(items, IsTuple: true);
    }

    /// <summary>What a loop goes over: no inline if, which would swallow the loop's condition.</summary>
    public Expression ReadLoopItems()
    {
        var first = Or();
        if (!tokens.Current.Is(TokenKind.Operator, ","))
            return first;
        var items = new List<Expression> { first };
        while (tokens.TryOperator(",") && BeginsExpression())
            items.Add(Or());
        return new ListExpression(items, IsTuple: true);
    }

    /// <summary>The arguments of a call, from its opening bracket on.</summary>
    public ArgumentList ReadArguments()
    {
        tokens.ExpectOperator("(");
        var positional = new List<Expression>();
        var named = new List<(string, Expression)>();
        while (!tokens.TryOperator(")"))
        {
            if (tokens.Current.Kind == TokenKind.Name && tokens.Ahead(1).Is(TokenKind.Operator, "="))
            {
                var name = tokens.Take().Text;
                tokens.ExpectOperator("=");
                named.Add((name, Read()));
            }
            else if (named.Count > 0)
                throw tokens.Unexpected("a named argument");
            else
                positional.Add(Read());
            if (!tokens.Current.Is(TokenKind.Operator, ")"))
                tokens.ExpectOperator(",");
        }

        return new ArgumentList(positional, named);
    }

    private Expression Or()
    {
        var left = And();
        while (tokens.TryKeyword("or"))
            left = new LogicalExpression(left, And(), IsAnd: false);
        return left;
    }

    private Expression And()
    {
        var left = Not();
        while (tokens.TryKeyword("and"))
            left = new LogicalExpression(left, Not(), IsAnd: true);
        return left;
    }

    private Expression Not() => tokens.TryKeyword("not") ? tokens.Nested(() => new NotExpression(Not())) : Comparison();

    private Expression Comparison()
    {
        var first = Sum();
        var rest = new List<(string, Expression)>();
        while (true)
        {
            if (tokens.Current is { Kind: TokenKind.Operator, Text: "==" or "!=" or "<" or "<=" or ">" or ">=" })
                rest.Add((tokens.Take().Text, Sum()));
            else if (tokens.TryKeyword("in"))
                rest.Add(("in", Sum()));
            else if (tokens.Current.Is(TokenKind.Name, "not") && tokens.Ahead(1).Is(TokenKind.Name, "in"))
            {
                (_, _) = (tokens.Take(), tokens.Take());
                rest.Add(("not in", Sum()));
            }
            else
                return rest.Count == 0 ? first : new ComparisonExpression(first, rest);
        }
    }

    private Expression Sum()
    {
        var left = Concatenation();
        while (tokens.Current is { Kind: TokenKind.Operator, Text: "+" or "-" })
            left = new ArithmeticExpression(tokens.Take().Text, left, Concatenation());
        return left;
    }

    private Expression Concatenation()
    {
        var left = Product();
        while (tokens.TryOperator("~"))
            left = new ConcatenationExpression(left, Product());
        return left;
    }

    private Expression Product()
    {
        var left = Power();
        while (tokens.Current is { Kind: TokenKind.Operator, Text: "*" or "/" or "//" or "%" })
            left = new ArithmeticExpression(tokens.Take().Text, left, Power());
        return left;
    }

    private Expression Power()
    {
        var left = Unary(withFilters: true);
        while (tokens.TryOperator("**"))
            left = new ArithmeticExpression("**", left, Unary(withFilters: true));
        return left;
    }

    private Expression Unary(bool withFilters) => tokens.Nested(() =>
    {
        var value = tokens.Current is { Kind: TokenKind.Operator, Text: "-" or "+" }
            ? new SignExpression(IsNegative: tokens.Take().Text == "-", Operand: Unary(withFilters: false))
            : Primary();
        value = Postfix(value);
        return withFilters ? FiltersAndTests(value) : value;
    });

    private Expression Primary()
    {
        var token = tokens.Current;
        switch (token.Kind)
        {
            case TokenKind.Name:
                return tokens.Take().Text switch
                {
                    "true" or "True" => new LiteralExpression(BooleanValue.True),
                    "false" or "False" => new LiteralExpression(BooleanValue.False),
                    "none" or "None" => new LiteralExpression(NoneValue.Instance),
                    var name => new NameExpression(name),
                };
            case TokenKind.String:
                var text = tokens.Take().Text;
                while (tokens.Current.Kind == TokenKind.String)
                    text += tokens.Take().Text;
                return new LiteralExpression(new TextValue(text));
            case TokenKind.Integer when long.TryParse(token.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var integer):
                _ = tokens.Take();
                return new LiteralExpression(new IntegerValue(integer));
            case TokenKind.Float:
                return new LiteralExpression(new FloatValue(double.Parse(tokens.Take().Text, CultureInfo.InvariantCulture)));
            case TokenKind.Operator when token.Text == "(":
                return Bracketed();
            case TokenKind.Operator when token.Text == "[":
                return List();
            case TokenKind.Operator when token.Text == "{":
                return Mapping();
            default:
                throw tokens.Unexpected("a value");
        }
    }

    private Expression Bracketed()
    {
        tokens.ExpectOperator("(");
        var value = tokens.Current.Is(TokenKind.Operator, ")") ? new ListExpression([], IsTuple: true) : ReadTuple();
        tokens.ExpectOperator(")");
        return value;
    }

    private ListExpression List()
    {
        tokens.ExpectOperator("[");
        var items = new List<Expression>();
        while (!tokens.TryOperator("]"))
        {
            items.Add(Read());
            if (!tokens.Current.Is(TokenKind.Operator, "]"))
                tokens.ExpectOperator(",");
        }

        return new ListExpression(items, IsTuple: false);
    }

    private MappingExpression Mapping()
    {
        tokens.ExpectOperator("{");
        var entries = new List<(Expression, Expression)>();
        while (!tokens.TryOperator("}"))
        {
            var key = Read();
            tokens.ExpectOperator(":");
            entries.Add((key, Read()));
            if (!tokens.Current.Is(TokenKind.Operator, "}"))
                tokens.ExpectOperator(",");
        }

        return new MappingExpression(entries);
    }

    private Expression Postfix(Expression value)
    {
        while (true)
        {
            if (tokens.Current.Is(TokenKind.Operator, "("))
                value = new CallExpression(value, ReadArguments());
            else if (tokens.TryOperator("."))
                value = tokens.Current.Kind == TokenKind.Integer
                    ? new SubscriptExpression(value, Primary())
                    : new AttributeExpression(value, tokens.Expect(TokenKind.Name, "a name").Text);
            else if (tokens.TryOperator("["))
                value = Subscript(value);
            else
                return value;
        }
    }

    private Expression Subscript(Expression target)
    {
        Expression? Bound() => tokens.Current is { Kind: TokenKind.Operator, Text: ":" or "]" } ? null : Read();
        var start = Bound();
        Expression value;
        if (start is not null && !tokens.Current.Is(TokenKind.Operator, ":"))
            value = new SubscriptExpression(target, start);
        else
        {
            tokens.ExpectOperator(":");
            var stop = Bound();
            value = new SliceExpression(target, start, stop, tokens.TryOperator(":") ? Bound() : null);
        }

        tokens.ExpectOperator("]");
        return value;
    }

    private Expression FiltersAndTests(Expression value)
    {
        while (true)
        {
            if (tokens.TryOperator("|"))
            {
                var name = tokens.Expect(TokenKind.Name, "the name of a filter").Text;
                value = new FilterExpression(value, name, tokens.Current.Is(TokenKind.Operator, "(") ? ReadArguments() : ArgumentList.Empty);
            }
            else if (tokens.TryKeyword("is"))
                value = Test(value);
            else if (tokens.Current.Is(TokenKind.Operator, "("))
                value = new CallExpression(value, ReadArguments());
            else
                return value;
        }
    }

    private Expression Test(Expression value)
    {
        var isNegated = tokens.TryKeyword("not");
        var name = tokens.Expect(TokenKind.Name, "the name of a test").Text;
        var arguments = ArgumentList.Empty;
        if (tokens.Current.Is(TokenKind.Operator, "("))
            arguments = ReadArguments();
        else if (BeginsExpression() && tokens.Current is not { Kind: TokenKind.Name, Text: "else" or "or" or "and" or "is" or "if" or "not" or "in" })
            arguments = new ArgumentList([Postfix(Primary())], []);
        var test = new TestExpression(value, name, arguments);
        return isNegated ? new NotExpression(test) : test;
    }

    private bool BeginsExpression() => tokens.Current switch
    {
        { Kind: TokenKind.Name or TokenKind.String or TokenKind.Integer or TokenKind.Float } => true,
        { Kind: TokenKind.Operator, Text: "(" or "[" or "{" } => true,
        _ => false,
    };
}
