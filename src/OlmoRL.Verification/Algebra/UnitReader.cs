namespace OlmoRL.Verification.Algebra;

/// <summary>Reads what stands behind a value: words with powers and strokes, as in `cm^2`, `km/h` or `square units`.</summary>
internal static class UnitReader
{
    private const string Marks = "^/{}-()'";

    /// <summary>The unit up to the end of the range; null when something else stands there.</summary>
    public static string? Take(TokenCursor cursor)
    {
        if (cursor.Current.Kind != TokenKind.Word)
            return null;
        var words = new List<string>();
        while (cursor.Current.Kind != TokenKind.End)
        {
            var token = cursor.Current;
            if (!BelongsToUnit(token, cursor.Peek(-1)))
                return null;
            if (token.Kind != TokenKind.Mark || token.Text is "/" or "^")
                words.Add(token.Text);
            _ = cursor.Take();
        }

        return string.Join(' ', words);
    }

    private static bool BelongsToUnit(LatexToken token, LatexToken before) => token.Kind switch
    {
        TokenKind.Word or TokenKind.Letter => true,
        TokenKind.Mark => Marks.Contains(token.Text[0], StringComparison.Ordinal),
        TokenKind.Number => before.IsMark('^') || before.IsMark('{') || before.IsMark('-'),
        _ => false,
    };
}
