using System.Text;

namespace OlmoRL.Verification.Algebra;

/// <summary>An answer as text: what is compared when it is words, or the letter of a choice.</summary>
internal static class AnswerText
{
    /// <summary>Whether the texts are the same but for looks; letter case counts unless the ground truth has words.</summary>
    public static bool Same(IReadOnlyList<LatexToken> gold, IReadOnlyList<LatexToken> answer)
    {
        var (g, a) = (Joined(gold), Joined(answer));
        var words = gold.Any(t => t.Kind == TokenKind.Word);
        return g.Length > 0 && string.Equals(g, a, words ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);
    }

    /// <summary>The letter of a multiple choice: C, (C), C) or (C) 12; null when it is none.</summary>
    public static char? Choice(IReadOnlyList<LatexToken> tokens)
    {
        var at = 0;
        while (at < tokens.Count && tokens[at].IsMark('{'))
            at++;
        var open = at < tokens.Count && tokens[at].IsMark('(');
        if (open)
            at++;
        if (at >= tokens.Count || tokens[at] is not { Kind: TokenKind.Letter, Text: [>= 'A' and <= 'J' and var letter] })
            return null;
        at++;
        while (at < tokens.Count && tokens[at].IsMark('}'))
            at++;
        var closed = at < tokens.Count && (tokens[at].IsMark(')') || (!open && tokens[at].IsMark(':')));
        return (closed && !Several(tokens, at)) || (!open && at == tokens.Count) ? letter : null;
    }

    /// <summary>(C) or (D) is no choice.</summary>
    private static bool Several(IReadOnlyList<LatexToken> tokens, int from) =>
        tokens.Skip(from).Any(t => t.IsWord("or") || t.IsWord("and") || t.IsMark(','));

    private static string Joined(IReadOnlyList<LatexToken> tokens)
    {
        var text = new StringBuilder();
        foreach (var token in tokens)
        {
            if (token is not { Kind: TokenKind.Mark, Text: "\"" or "'" or "`" or "," or "!" or "?" } || tokens.Any(t => t.Kind == TokenKind.Number))
                _ = text.Append(token.Text).Append(token.Repeating.Length > 0 ? $"({token.Repeating})" : "");
        }

        return text.ToString();
    }
}
