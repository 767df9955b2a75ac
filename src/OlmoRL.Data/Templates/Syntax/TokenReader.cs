namespace OlmoRL.Data.Templates.Syntax;

/// <summary>The tokens of a template, one after the other.</summary>
internal sealed class TokenReader(TemplateSource source)
{
    // A template may come from anywhere: nesting is bounded before the stack is.
    private const int DeepestNesting = 100;

    private readonly List<TemplateToken> _tokens = TemplateLexer.Read(source);
    private int _at;
    private int _tagStart;
    private int _nesting;

    public TemplateToken Current => _tokens[_at];

    public TemplateToken Ahead(int count) => _tokens[Math.Min(_at + count, _tokens.Count - 1)];

    public TemplateToken Take()
    {
        var token = Current;
        if (token.Kind is TokenKind.TagBegin or TokenKind.OutputBegin)
            _tagStart = token.Start;
        if (_at < _tokens.Count - 1)
            _at++;
        return token;
    }

    public bool TryTake(TokenKind kind, string text)
    {
        if (!Current.Is(kind, text))
            return false;
        _ = Take();
        return true;
    }

    public bool TryOperator(string text) => TryTake(TokenKind.Operator, text);

    public bool TryKeyword(string text) => TryTake(TokenKind.Name, text);

    public TemplateToken Expect(TokenKind kind, string what) => Current.Kind == kind ? Take() : throw Unexpected(what);

    public void ExpectOperator(string text)
    {
        if (!TryOperator(text))
            throw Unexpected($"'{text}'");
    }

    /// <summary>Where the tag that is being read stands.</summary>
    public StatementPosition Position => new(source.LineAt(_tagStart), source.Excerpt(_tagStart));

    public TemplateException Unexpected(string expected) => Fault(
        $"expected {expected}, found {(Current.Kind is TokenKind.Name or TokenKind.Operator ? $"'{Current.Text}'" : Describe(Current.Kind))}");

    public TemplateException Fault(string fault) => new(source.Name, Position.Line, Position.Construct, fault);

    /// <summary>Reads something that may contain itself.</summary>
    public T Nested<T>(Func<T> read)
    {
        if (++_nesting > DeepestNesting)
            throw Fault($"nested deeper than {DeepestNesting}");
        var result = read();
        _nesting--;
        return result;
    }

    private static string Describe(TokenKind kind) => kind switch
    {
        TokenKind.TagEnd or TokenKind.OutputEnd => "the end of the tag",
        TokenKind.End => "the end of the template",
        TokenKind.String => "a text",
        TokenKind.Integer or TokenKind.Float => "a number",
        _ => "something else",
    };
}
