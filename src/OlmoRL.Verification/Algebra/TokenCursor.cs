namespace OlmoRL.Verification.Algebra;

/// <summary>A place in an answer's tokens.</summary>
internal sealed class TokenCursor(TokenRange range)
{
    private int _at;
    private int _digitsTaken;

    /// <summary>Tokens taken so far.</summary>
    public int Place => _at;

    public LatexToken Current => Peek(0);

    public LatexToken Next => Peek(1);

    /// <summary>A token before or after the current one; the end outside of the range.</summary>
    public LatexToken Peek(int offset) => _at + offset >= 0 && _at + offset < range.Length ? range[_at + offset] : LatexToken.End;

    public LatexToken Take() => range[_at++];

    public bool TakeMark(char mark)
    {
        if (!Current.IsMark(mark))
            return false;
        _at++;
        return true;
    }

    public bool TakeCommand(string name)
    {
        if (!Current.IsCommand(name))
            return false;
        _at++;
        return true;
    }

    public void Expect(char mark)
    {
        if (!TakeMark(mark))
            throw Unexpected();
    }

    public UnreadableAnswerException Unexpected() =>
        new(Current.Kind == TokenKind.End ? "the answer ends too early" : $"{Current.Text} is not expected here");

    /// <summary>Goes to the brace that closes the group at hand, whose opening one was taken.</summary>
    public void SkipGroup()
    {
        for (var depth = 1; ; _at++)
        {
            if (Current.Kind == TokenKind.End)
                throw new UnreadableAnswerException("a brace is not closed");
            depth += Current.IsMark('{') ? 1 : Current.IsMark('}') ? -1 : 0;
            if (depth == 0)
                break;
        }

        _at++;
    }

    /// <summary>Tokens from a place to here.</summary>
    public IEnumerable<LatexToken> Since(int place)
    {
        for (var i = place; i < _at; i++)
            yield return range[i];
    }

    /// <summary>One digit off the number at hand; \frac12 is a half.</summary>
    public int TakeDigit()
    {
        var digit = Current.Text[_digitsTaken] - '0';
        if (++_digitsTaken == Current.Text.Length)
        {
            _digitsTaken = 0;
            _at++;
        }

        return digit;
    }

    /// <summary>The number at hand, without digits that were taken.</summary>
    public LatexToken TakeNumber()
    {
        var token = Take();
        var text = token.Text[_digitsTaken..];
        _digitsTaken = 0;
        return token with { Text = text };
    }
}
