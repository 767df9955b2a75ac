using System.Globalization;
using System.Text;

namespace OlmoRL.Data.Templates.Syntax;

/// <summary>Reads the tokens between the delimiters of one tag.</summary>
internal sealed class ExpressionScanner(TemplateSource source, int at, int open, string closing)
{
    private static readonly string[] LongOperators = ["**", "//", "==", "!=", "<=", ">="];
    private readonly string _text = source.Text;
    private int _at = at;
    private int _nesting;

    /// <summary>After the last token, and in the end after the tag.</summary>
    public int At => _at;

    /// <summary>The sign before the closing delimiter, 0 if none.</summary>
    public char ClosingSign { get; private set; }

    /// <summary>The next token; false at the end of the tag.</summary>
    public bool Next(out TokenKind kind, out string text, out int start)
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
            _at++;
        (kind, text, start) = (TokenKind.End, "", _at);
        if (_at >= _text.Length)
            throw source.Fault(open, source.Excerpt(open), "the tag does not end");
        if (_nesting == 0 && IsClosing())
            return false;

        var c = _text[_at];
        if (char.IsLetter(c) || c == '_')
            (kind, text) = (TokenKind.Name, TakeWhile(i => char.IsLetterOrDigit(_text[i]) || _text[i] == '_'));
        else if (char.IsAsciiDigit(c))
            (kind, text) = Number();
        else if (c is '"' or '\'')
            (kind, text) = (TokenKind.String, Literal(c));
        else
            (kind, text) = (TokenKind.Operator, Operator());
        return true;
    }

    private bool IsClosing()
    {
        var sign = _text[_at] is '-' or '+' ? 1 : 0;
        if (string.CompareOrdinal(_text, _at + sign, closing, 0, closing.Length) != 0 || (sign == 1 && closing == "}}" && _text[_at] == '+'))
            return false;
        ClosingSign = sign == 1 ? _text[_at] : '\0';
        _at += sign + closing.Length;
        return true;
    }

    private string TakeWhile(Func<int, bool> belongs)
    {
        var start = _at;
        while (_at < _text.Length && belongs(_at))
            _at++;
        return _text[start.._at];
    }

    private (TokenKind Kind, string Text) Number()
    {
        var whole = TakeWhile(i => char.IsAsciiDigit(_text[i]) || (_text[i] == '_' && i + 1 < _text.Length && char.IsAsciiDigit(_text[i + 1])));
        var rest = "";
        if (_at + 1 < _text.Length && _text[_at] == '.' && char.IsAsciiDigit(_text[_at + 1]))
        {
            _at++;
            rest = "." + TakeWhile(i => char.IsAsciiDigit(_text[i]));
        }

        var digits = _at + 1 < _text.Length && _text[_at + 1] is '+' or '-' ? 2 : 1;
        if (_at + digits < _text.Length && _text[_at] is 'e' or 'E' && char.IsAsciiDigit(_text[_at + digits]))
        {
            rest += _text.Substring(_at, digits);
            _at += digits;
            rest += TakeWhile(i => char.IsAsciiDigit(_text[i]));
        }

        return (rest.Length > 0 ? TokenKind.Float : TokenKind.Integer, (whole + rest).Replace("_", "", StringComparison.Ordinal));
    }

    private string Operator()
    {
        foreach (var candidate in LongOperators)
        {
            if (string.CompareOrdinal(_text, _at, candidate, 0, candidate.Length) == 0)
            {
                _at += candidate.Length;
                return candidate;
            }
        }

        var c = _text[_at];
        if (!"+-*/%~[](){}.,:|=<>".Contains(c, StringComparison.Ordinal))
            throw source.Fault(_at, source.Excerpt(open), $"'{c}' has no meaning here");
        _nesting += c is '(' or '[' or '{' ? 1 : c is ')' or ']' or '}' ? -1 : 0;
        _at++;
        return _nesting < 0 ? throw source.Fault(_at - 1, source.Excerpt(open), $"'{c}' closes nothing") : c.ToString();
    }

    private string Literal(char quote)
    {
        var start = _at++;
        var text = new StringBuilder();
        while (_at < _text.Length && _text[_at] != quote)
        {
            if (_text[_at] == '\\' && _at + 1 < _text.Length)
                Escape(text);
            else
                _ = text.Append(_text[_at++]);
        }

        if (_at >= _text.Length)
            throw source.Fault(start, source.Excerpt(open), "the text literal does not end");
        _at++;
        return text.ToString();
    }

    /// <summary>Python's escapes; a backslash before any other character is itself.</summary>
    private void Escape(StringBuilder text)
    {
        var c = _text[_at + 1];
        if (c is 'x' or 'u' or 'U' && Hex(c == 'x' ? 2 : c == 'u' ? 4 : 8) is { } code)
        {
            _ = code < 0x10000 ? text.Append((char)code) : text.Append(char.ConvertFromUtf32(code));
            _at += c == 'x' ? 4 : c == 'u' ? 6 : 10;
            return;
        }

        _ = c switch
        {
            'n' => text.Append('\n'),
            't' => text.Append('\t'),
            'r' => text.Append('\r'),
            'a' => text.Append('\a'),
            'b' => text.Append('\b'),
            'f' => text.Append('\f'),
            'v' => text.Append('\v'),
            '0' => text.Append('\0'),
            '\n' => text,
            '\\' or '\'' or '"' => text.Append(c),
            _ => text.Append('\\').Append(c),
        };
        _at += 2;
    }

    private int? Hex(int digits) =>
        _at + 2 + digits <= _text.Length
        && int.TryParse(_text.AsSpan(_at + 2, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
        && code is >= 0 and <= 0x10ffff
            ? code
            : null;
}
