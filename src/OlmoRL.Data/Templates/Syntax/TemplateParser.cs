namespace OlmoRL.Data.Templates.Syntax;

/// <summary>Reads a template into statements.</summary>
internal sealed class TemplateParser
{
    private readonly TokenReader _tokens;
    private readonly ExpressionParser _expressions;

    private TemplateParser(TemplateSource source)
    {
        _tokens = new TokenReader(source);
        _expressions = new ExpressionParser(_tokens);
    }

    /// <exception cref="TemplateException">The template is malformed, or has a tag that is not supported.</exception>
    public static IReadOnlyList<Statement> Parse(TemplateSource source)
    {
        var parser = new TemplateParser(source);
        var (body, _) = parser.Body([]);
        return body;
    }

    /// <summary>Statements up to one of the tags that may end them, whose name has been read.</summary>
    private (List<Statement> Body, string End) Body(params string[] ends) => _tokens.Nested(() =>
    {
        var opened = _tokens.Position;
        var body = new List<Statement>();
        while (true)
        {
            var token = _tokens.Take();
            switch (token.Kind)
            {
                case TokenKind.Text:
                    body.Add(new TextStatement(token.Text));
                    break;
                case TokenKind.OutputBegin:
                    body.Add(new OutputStatement(_expressions.ReadTuple(), _tokens.Position));
                    _ = _tokens.Expect(TokenKind.OutputEnd, "'}}'");
                    break;
                case TokenKind.TagBegin when ends.Contains(_tokens.Current.Text):
                    return (body, _tokens.Take().Text);
                case TokenKind.TagBegin:
                    body.Add(Tag(_tokens.Expect(TokenKind.Name, "the name of a tag").Text));
                    break;
                default:
                    return ends.Length == 0 ? (body, "") : throw _tokens.Fault($"{opened.Construct} of line {opened.Line} has no {ends[^1]}");
            }
        }
    });

    private Statement Tag(string name) => name switch
    {
        "if" => If(),
        "for" => For(),
        "set" => Set(),
        "macro" => Macro(),
        "generation" => Generation(),
        "break" or "continue" => LoopControl(isBreak: name == "break"),
        _ => throw _tokens.Fault($"the tag {name} is not supported or is out of place"),
    };

    private IfStatement If()
    {
        var position = _tokens.Position;
        var branches = new List<(Expression, IReadOnlyList<Statement>)>();
        IReadOnlyList<Statement> otherwise = [];
        for (var end = "elif"; end == "elif";)
        {
            var condition = _expressions.ReadTuple();
            EndTag();
            (var body, end) = Body("elif", "else", "endif");
            branches.Add((condition, body));
            if (end == "else")
            {
                EndTag();
                (otherwise, _) = Body("endif");
            }
        }

        EndTag();
        return new IfStatement(branches, otherwise, position);
    }

    private ForStatement For()
    {
        var position = _tokens.Position;
        var targets = new List<string>();
        var bracketed = _tokens.TryOperator("(");
        do
            targets.Add(_tokens.Expect(TokenKind.Name, "a variable").Text);
        while (_tokens.TryOperator(","));
        if (bracketed)
            _tokens.ExpectOperator(")");
        if (!_tokens.TryKeyword("in"))
            throw _tokens.Unexpected("'in'");
        var items = _expressions.ReadLoopItems();
        var condition = _tokens.TryKeyword("if") ? _expressions.Read() : null;
        var isRecursive = _tokens.TryKeyword("recursive");
        EndTag();
        var (body, end) = Body("else", "endfor");
        List<Statement> otherwise = [];
        if (end == "else")
        {
            EndTag();
            (otherwise, _) = Body("endfor");
        }

        EndTag();
        return new ForStatement(targets, items, condition, isRecursive, body, otherwise, position);
    }

    private Statement Set()
    {
        var position = _tokens.Position;
        var targets = new List<SetTarget> { Target() };
        while (_tokens.TryOperator(","))
            targets.Add(Target());
        if (_tokens.TryOperator("="))
        {
            var value = _expressions.ReadTuple();
            EndTag();
            return new SetStatement(targets, value, position);
        }

        if (targets.Count > 1)
            throw _tokens.Unexpected("'='");
        var filters = new List<(string, ArgumentList)>();
        while (_tokens.TryOperator("|"))
        {
            var name = _tokens.Expect(TokenKind.Name, "the name of a filter").Text;
            filters.Add((name, _tokens.Current.Is(TokenKind.Operator, "(") ? _expressions.ReadArguments() : ArgumentList.Empty));
        }

        EndTag();
        var (body, _) = Body("endset");
        EndTag();
        return new SetBlockStatement(targets[0], filters, body, position);
    }

    private SetTarget Target()
    {
        var name = _tokens.Expect(TokenKind.Name, "a variable").Text;
        return new SetTarget(name, _tokens.TryOperator(".") ? _tokens.Expect(TokenKind.Name, "a member").Text : null);
    }

    private MacroStatement Macro()
    {
        var position = _tokens.Position;
        var name = _tokens.Expect(TokenKind.Name, "the name of the macro").Text;
        _tokens.ExpectOperator("(");
        var parameters = new List<(string, Expression?)>();
        while (!_tokens.TryOperator(")"))
        {
            var parameter = _tokens.Expect(TokenKind.Name, "a parameter").Text;
            parameters.Add((parameter, _tokens.TryOperator("=") ? _expressions.Read() : null));
            if (!_tokens.Current.Is(TokenKind.Operator, ")"))
                _tokens.ExpectOperator(",");
        }

        EndTag();
        var (body, _) = Body("endmacro");
        if (_tokens.Current.Kind == TokenKind.Name)
            _ = _tokens.Take(); // the macro's name again
        EndTag();
        return new MacroStatement(name, parameters, body, position);
    }

    private GenerationStatement Generation()
    {
        var position = _tokens.Position;
        EndTag();
        var (body, _) = Body("endgeneration");
        EndTag();
        return new GenerationStatement(body, position);
    }

    private LoopControlStatement LoopControl(bool isBreak)
    {
        var position = _tokens.Position;
        EndTag();
        return new LoopControlStatement(isBreak, position);
    }

    private void EndTag() => _tokens.Expect(TokenKind.TagEnd, "the end of the tag");
}
