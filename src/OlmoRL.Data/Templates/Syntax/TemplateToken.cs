namespace OlmoRL.Data.Templates.Syntax;

/// <summary>What a token is.</summary>
internal enum TokenKind
{
    /// <summary>Text outside of tags, after white-space control.</summary>
    Text,

    /// <summary><c>{{</c></summary>
    OutputBegin,

    /// <summary><c>}}</c></summary>
    OutputEnd,

    /// <summary><c>{%</c></summary>
    TagBegin,

    /// <summary><c>%}</c></summary>
    TagEnd,

    Name,

    /// <summary>A text literal, escapes resolved.</summary>
    String,

    Integer,
    Float,
    Operator,
    End,
}

/// <summary>A token of a template.</summary>
/// <param name="Text">As it counts: a text literal without quotes, a number without underscores.</param>
/// <param name="Line">Counted from 1.</param>
/// <param name="Start">Offset in the source.</param>
internal readonly record struct TemplateToken(TokenKind Kind, string Text, int Line, int Start)
{
    public bool Is(TokenKind kind, string text) => Kind == kind && Text == text;
}
