using System.Text.RegularExpressions;

namespace OlmoRL.Data.Templates.Syntax;

/// <summary>Cuts a template into text and the tokens of its tags.</summary>
/// <remarks>
/// White space as Hugging Face sets Jinja up: trim_blocks (a line end right after a block or comment is dropped) and
/// lstrip_blocks (blanks before a block or comment that begins its line are dropped), both undone by a plus sign; a minus
/// sign drops all white space on its side.
/// </remarks>
internal sealed partial class TemplateLexer
{
    private readonly TemplateSource _source;
    private readonly string _text;
    private readonly List<TemplateToken> _tokens = [];
    private int _at;
    private int _line = 1;
    private int _lineCountedTo;

    private TemplateLexer(TemplateSource source) => (_source, _text) = (source, source.Text);

    /// <exception cref="TemplateException">A tag or a text literal does not end, or a character has no meaning.</exception>
    public static List<TemplateToken> Read(TemplateSource source)
    {
        var lexer = new TemplateLexer(source);
        while (lexer._at < lexer._text.Length)
            lexer.ReadTextAndTag();
        lexer.Add(TokenKind.End, "", lexer._text.Length);
        return lexer._tokens;
    }

    private void ReadTextAndTag()
    {
        var open = NextOpening(_at);
        if (open < 0)
        {
            AddText(_text[_at..]);
            _at = _text.Length;
            return;
        }

        var sign = open + 2 < _text.Length ? _text[open + 2] : '\0';
        var text = _text[_at..open];
        if (sign == '-')
            text = text.TrimEnd();
        else if (sign != '+' && _text[open + 1] != '{')
            text = StripIndent(text);
        AddText(text);
        _at = open + (sign is '-' or '+' ? 3 : 2);
        switch (_text[open + 1])
        {
            case '#':
                SkipComment(open);
                break;
            case '%' when RawBegin().Match(_text, open) is { Success: true } raw:
                ReadRaw(open, raw.Index + raw.Length);
                break;
            default:
                ReadTag(open, isBlock: _text[open + 1] == '%');
                break;
        }
    }

    private int NextOpening(int from)
    {
        for (var open = _text.IndexOf('{', from); open >= 0 && open + 1 < _text.Length; open = _text.IndexOf('{', open + 1))
        {
            if (_text[open + 1] is '{' or '%' or '#')
                return open;
        }

        return -1;
    }

    /// <summary>Drops the blanks before a block that begins its line.</summary>
    private string StripIndent(string text)
    {
        var lineStart = text.LastIndexOf('\n') + 1;
        var beginsLine = lineStart > 0 || _at == 0 || _text[_at - 1] == '\n';
        return beginsLine && string.IsNullOrWhiteSpace(text[lineStart..]) ? text[..lineStart] : text;
    }

    private void SkipComment(int open)
    {
        var close = _text.IndexOf("#}", open + 2, StringComparison.Ordinal);
        if (close < 0)
            throw _source.Fault(open, "{#", "the comment does not end");
        EndBlock(close > open + 2 ? _text[close - 1] : '\0', close + 2);
    }

    private void ReadRaw(int open, int from)
    {
        var end = RawEnd().Match(_text, from);
        if (!end.Success)
            throw _source.Fault(open, "{% raw %}", "there is no {% endraw %}");
        var text = _text[from..end.Index];
        if (_text[from - 3] == '-')
            text = text.TrimStart();
        var sign = _text[end.Index + 2];
        AddText(sign == '-' ? text.TrimEnd() : sign == '+' ? text : StripRawIndent(text));
        EndBlock(_text[end.Index + end.Length - 3], end.Index + end.Length);
    }

    private static string StripRawIndent(string text)
    {
        var lineStart = text.LastIndexOf('\n') + 1;
        return lineStart > 0 && string.IsNullOrWhiteSpace(text[lineStart..]) ? text[..lineStart] : text;
    }

    private void ReadTag(int open, bool isBlock)
    {
        Add(isBlock ? TokenKind.TagBegin : TokenKind.OutputBegin, "", open);
        var scanner = new ExpressionScanner(_source, _at, open, isBlock ? "%}" : "}}");
        while (scanner.Next(out var kind, out var text, out var start))
            Add(kind, text, start);
        Add(isBlock ? TokenKind.TagEnd : TokenKind.OutputEnd, "", scanner.At);
        if (isBlock)
            EndBlock(scanner.ClosingSign, scanner.At);
        else
            _at = scanner.ClosingSign == '-' ? SkipWhiteSpace(scanner.At) : scanner.At;
    }

    private void EndBlock(char sign, int at) =>
        _at = sign == '-' ? SkipWhiteSpace(at) : sign != '+' && at < _text.Length && _text[at] == '\n' ? at + 1 : at;

    private int SkipWhiteSpace(int at)
    {
        while (at < _text.Length && char.IsWhiteSpace(_text[at]))
            at++;
        return at;
    }

    private void AddText(string text)
    {
        if (text.Length > 0)
            Add(TokenKind.Text, text, _at);
    }

    // Tokens come in the order of their places, so lines are counted once.
    private void Add(TokenKind kind, string text, int start)
    {
        _line += _text.AsSpan(_lineCountedTo, start - _lineCountedTo).Count('\n');
        _lineCountedTo = start;
        _tokens.Add(new TemplateToken(kind, text, _line, start));
    }

    [GeneratedRegex(@"\G\{%[-+]?\s*raw\s*-?%\}")]
    private static partial Regex RawBegin();

    [GeneratedRegex(@"\{%[-+]?\s*endraw\s*[-+]?%\}")]
    private static partial Regex RawEnd();
}
