using System.Text;

namespace OlmoRL.Verification.Algebra;

/// <summary>Cuts an answer into tokens; spacing, sizes and other looks are gone afterwards.</summary>
/// <param name="groupDigits">Read 1,234 as one number where no bracket is open.</param>
internal sealed class LatexLexer(string text, bool groupDigits, StepBudget budget)
{
    private readonly List<LatexToken> _tokens = [];
    private string _text = text;
    private int _at;
    private int _brackets;
    private bool _space;
    private int _textDepth;

    public static List<LatexToken> Read(string text, bool groupDigits, StepBudget budget)
    {
        var lexer = new LatexLexer(Plain(text), groupDigits, budget);
        lexer.ReadAll(textMode: false);
        return lexer._tokens;
    }

    /// <summary>The text with characters of other scripts in LaTeX.</summary>
    private static string Plain(string text)
    {
        if (System.Text.Ascii.IsValid(text))
            return text;
        var plain = new StringBuilder(text.Length + 16);
        foreach (var c in text)
            _ = LatexSymbols.Characters.TryGetValue(c, out var spelt) ? plain.Append(spelt) : plain.Append(c);
        return plain.ToString();
    }

    private void ReadAll(bool textMode)
    {
        while (_at < _text.Length)
        {
            budget.Spend();
            var c = _text[_at];
            if (char.IsWhiteSpace(c) || c is '~' or '$')
            {
                _space = true;
                _at++;
            }
            else if (char.IsAsciiDigit(c) || (c == '.' && (IsDigitAt(_at + 1) || _text.AsSpan(_at + 1).StartsWith("\\overline{"))))
            {
                ReadNumber();
            }
            else if (char.IsLetter(c))
            {
                ReadLetters(textMode);
            }
            else if (c == '\\')
            {
                ReadCommand();
            }
            else
            {
                _at++;
                if (c != '.' && !(textMode && c is '"' or '\''))
                    AddMark(c);
            }
        }
    }

    private void Add(TokenKind kind, string text, string repeating = "")
    {
        _tokens.Add(new LatexToken(kind, text, repeating, _space));
        _space = false;
    }

    private void AddMark(char mark)
    {
        _brackets += mark is '(' or '[' ? 1 : mark is ')' or ']' ? -1 : 0;
        Add(TokenKind.Mark, mark.ToString());
    }

    private bool IsDigitAt(int place) => place < _text.Length && char.IsAsciiDigit(_text[place]);

    private void AddSetBrace(string brace)
    {
        _brackets += brace == "{" ? 1 : -1;
        Add(TokenKind.Command, brace);
    }

    private void ReadNumber()
    {
        var number = new NumberReader(_text, _at, groupDigits && _brackets == 0);
        _at = number.End;
        Add(TokenKind.Number, number.Digits, number.Repeating);
    }

    private void ReadLetters(bool textMode)
    {
        var start = _at;
        while (_at < _text.Length && char.IsLetter(_text[_at]))
            _at++;
        var run = _text[start.._at];
        if (run.Length == 1)
            Add(textMode && IsUnitLetter(run[0]) ? TokenKind.Word : TokenKind.Letter, run);
        else if (!textMode && (LatexSymbols.PlainNames.TryGetValue(run, out var command) || IsFunction(run, out command)))
            Add(TokenKind.Command, command);
        else if (textMode && IsFunction(run, out command) && run is not "min" and not "max" and not "sec" and not "arg")
            Add(TokenKind.Command, command);
        else if (textMode || run.Length > 3 || LatexSymbols.ShortWords.Contains(run))
            Add(TokenKind.Word, run);
        else
            AddVariables(run);
    }

    /// <summary>5\text{ m}: a unit, where it follows a number.</summary>
    private bool IsUnitLetter(char letter) =>
        "msghLlJNWVKCF".Contains(letter, StringComparison.Ordinal) && _tokens is [.., { Kind: TokenKind.Number } or { Kind: TokenKind.Mark, Text: ")" or "}" }];

    private static bool IsFunction(string run, out string command)
    {
        command = LatexSymbols.Synonyms.GetValueOrDefault(run, run);
        return run is not "min" and not "sec" && ElementaryFunctions.Names.Contains(command);
    }

    private void AddVariables(string run)
    {
        foreach (var letter in run)
            Add(TokenKind.Letter, letter.ToString());
    }

    private void ReadCommand()
    {
        var start = ++_at;
        while (_at < _text.Length && char.IsAsciiLetter(_text[_at]))
            _at++;
        if (_at == start && _at < _text.Length)
            _at++;
        var name = _text[start.._at];
        if (LatexSymbols.TextLike.Contains(name))
        {
            if (name == "operatorname" && _at < _text.Length && _text[_at] == '*')
                _at++;
            ReadText();
            return;
        }

        if (LatexSymbols.Ignored.Contains(name))
        {
            _space = true;
            return;
        }

        name = LatexSymbols.Synonyms.GetValueOrDefault(name, name);
        if (name is "\\")
            Add(TokenKind.Command, "newrow");
        else if (name == "mathbb")
            ReadBlackboard();
        else if (name is "begin" or "end")
            ReadEnvironment(name);
        else if (LatexSymbols.Transparent.Contains(name) || name is "$" or "#" or "&")
            _space |= name == "$";
        else if (name is "or" or "and")
            Add(TokenKind.Word, name);
        else if (name is "{" or "}")
            AddSetBrace(name);
        else if (name.Length == 1 && !char.IsAsciiLetter(name[0]))
            AddMark(name[0]);
        else if (name.Length > 0)
            Add(TokenKind.Command, name);
    }

    /// <summary>The argument of \text and its like, as words.</summary>
    private void ReadText()
    {
        while (_at < _text.Length && _text[_at] == ' ')
            _at++;
        if (_at >= _text.Length || _text[_at] != '{')
            return;
        var end = MatchingBrace(_at);
        var (outer, resume) = (_text, Math.Min(end + 1, _text.Length));
        var inner = outer[(_at + 1)..end];
        if (++_textDepth > 8)
            throw new UnreadableAnswerException("text within text within text");
        (_text, _at) = (inner, 0);
        ReadAll(textMode: true);
        (_text, _at) = (outer, resume);
        _textDepth--;
        _space = true;
    }

    private int MatchingBrace(int open)
    {
        var depth = 0;
        for (var i = open; i < _text.Length; i++)
        {
            budget.Spend();
            if (_text[i] == '\\')
                i++;
            else if (_text[i] == '{')
                depth++;
            else if (_text[i] == '}' && --depth == 0)
                return i;
        }

        return _text.Length;
    }

    private void ReadBlackboard()
    {
        while (_at < _text.Length && _text[_at] is '{' or ' ')
            _at++;
        if (_at >= _text.Length)
            return;
        Add(TokenKind.Command, _text[_at++].ToString());
        if (_at < _text.Length && _text[_at] == '}')
            _at++;
    }

    private void ReadEnvironment(string name)
    {
        var close = _text.IndexOf('}', _at);
        if (_at >= _text.Length || _text[_at] != '{' || close < 0)
            throw new UnreadableAnswerException($"\\{name} without a name");
        var environment = _text[(_at + 1)..close];
        _at = close + 1;
        if (name == "begin" && environment.StartsWith("array", StringComparison.Ordinal) && _at < _text.Length && _text[_at] == '{')
            _at = Math.Min(MatchingBrace(_at) + 1, _text.Length);
        Add(TokenKind.Command, $"{name}:{environment.TrimEnd('*')}");
    }
}
