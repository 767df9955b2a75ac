namespace OlmoRL.Verification.Algebra;

internal enum TokenKind
{
    /// <summary>Digits, perhaps with a point; the text is what a rational can be read from.</summary>
    Number,

    /// <summary>A one-letter name.</summary>
    Letter,

    /// <summary>Text: a unit, a name, `or`.</summary>
    Word,

    /// <summary>A command, without its backslash.</summary>
    Command,

    /// <summary>Any other character.</summary>
    Mark,

    /// <summary>After the last one.</summary>
    End,
}

/// <summary>A piece of an answer.</summary>
/// <param name="Repeating">Digits that repeat after a number's own: 0.1\overline{6} has 6.</param>
/// <param name="AfterSpace">White space stands before it.</param>
internal readonly record struct LatexToken(TokenKind Kind, string Text, string Repeating = "", bool AfterSpace = false)
{
    public static LatexToken End { get; } = new(TokenKind.End, "");

    public bool IsMark(char mark) => Kind == TokenKind.Mark && Text[0] == mark;

    public bool IsCommand(string name) => Kind == TokenKind.Command && Text == name;

    public bool IsWord(string word) => Kind == TokenKind.Word && Text.Equals(word, StringComparison.OrdinalIgnoreCase);
}
