namespace OlmoRL.Verification.Verifiers.Code;

/// <summary>An assert statement of the form `assert EXPRESSION == LITERAL`, taken apart so that the literal can stay with us.</summary>
/// <param name="Expression">What the sandbox evaluates.</param>
/// <param name="Expected">What we compare its value with; the sandbox never sees it.</param>
internal sealed record PythonAssert(string Expression, PythonValue Expected)
{
    private static readonly HashSet<string> Lower =
        new(["and", "or", "not", "in", "is", "if", "else", "lambda", "for", "await", "yield"], StringComparer.Ordinal);

    /// <summary>The parts; null for every other statement, whose test then runs whole, in the sandbox's test process.</summary>
    public static PythonAssert? TryParse(string statement)
    {
        var text = statement.Trim();
        if (!text.StartsWith("assert", StringComparison.Ordinal) || text.Length < 7 || char.IsAsciiLetterOrDigit(text[6]) || text[6] == '_')
            return null;
        text = text[6..];
        if (!TryFindTop(text, out var equals, out var comma))
            return null;
        var end = comma ?? text.Length;
        return PythonLiteral.TryParse(text[(equals + 2)..end]) is { } expected ? new PythonAssert(text[..equals].Trim(), expected) : null;
    }

    /// <summary>The one `==` outside all brackets and strings, and the comma before a message.</summary>
    private static bool TryFindTop(string text, out int equals, out int? comma)
    {
        (equals, comma) = (-1, null);
        var depth = 0;
        for (var at = 0; at < text.Length;)
        {
            var c = text[at];
            var isWordStart = char.IsLetter(c) && (at == 0 || !IsWord(text[at - 1]));
            if (c is '\'' or '"' || (isWordStart && PythonString.StartsAt(text, at)))
            {
                try
                {
                    _ = PythonString.Read(text, ref at);
                }
                catch (FormatException)
                {
                    return false;
                }

                continue;
            }

            if (c is '#' or ';' or '\\' || (c == '\n' && depth == 0))
                return false;
            depth += c is '(' or '[' or '{' ? 1 : c is ')' or ']' or '}' ? -1 : 0;
            if (depth == 0 && comma is null)
            {
                if (isWordStart && Lower.Contains(Word(text, at)))
                    return false;
                if (c == ',')
                    comma = at;
                else if (c == '=' && at + 1 < text.Length && text[at + 1] == '=' && equals < 0)
                    equals = at++;
                else if (c is '=' or '<' or '>' or '!' or ':')
                    return false;
            }

            at++;
        }

        return depth == 0 && equals > 0 && (comma is null || comma > equals);
    }

    private static string Word(string text, int start)
    {
        var end = start;
        while (end < text.Length && IsWord(text[end]))
            end++;
        return text[start..end];
    }

    private static bool IsWord(char c) => char.IsLetterOrDigit(c) || c == '_';
}
