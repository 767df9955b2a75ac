namespace OlmoRL.Verification.Algebra;

/// <summary>A part of an answer's tokens, and where it can be cut outside of brackets.</summary>
internal readonly record struct TokenRange(IReadOnlyList<LatexToken> Tokens, int Start, int End)
{
    public int Length => End - Start;

    public LatexToken this[int index] => Tokens[Start + index];

    public TokenRange From(int index) => this with { Start = Start + index };

    public TokenRange Between(int from, int to) => new(Tokens, Start + from, Start + to);

    /// <summary>Places outside of all brackets where a token satisfies the condition.</summary>
    public List<int> Places(Func<TokenRange, int, bool> condition, StepBudget budget)
    {
        var places = new List<int>();
        var depth = 0;
        budget.Spend(Length);
        for (var i = 0; i < Length; i++)
        {
            var change = Nesting(this[i]);
            if (change < 0)
                depth = Math.Max(0, depth - 1);
            if (depth == 0 && change == 0 && condition(this, i))
                places.Add(i);
            if (change > 0)
                depth++;
        }

        return places;
    }

    /// <summary>The place of the bracket that closes the one at the start; -1 without one.</summary>
    public int Closing(StepBudget budget)
    {
        var depth = 0;
        budget.Spend(Length);
        for (var i = 0; i < Length; i++)
        {
            depth += Nesting(this[i]);
            if (depth == 0)
                return i;
        }

        return -1;
    }

    /// <summary>The parts between the places.</summary>
    public List<TokenRange> Split(List<int> places)
    {
        var parts = new List<TokenRange>();
        var from = 0;
        foreach (var place in places)
        {
            parts.Add(Between(from, place));
            from = place + 1;
        }

        parts.Add(From(from));
        return parts;
    }

    public override string ToString() => string.Join(' ', Tokens.Skip(Start).Take(Length).Select(t => t.Text));

    private static int Nesting(LatexToken token) => token.Kind switch
    {
        TokenKind.Mark => token.Text[0] is '(' or '[' or '{' ? 1 : token.Text[0] is ')' or ']' or '}' ? -1 : 0,
        TokenKind.Command when token.Text is "{" or "lfloor" or "lceil" or "langle" => 1,
        TokenKind.Command when token.Text is "}" or "rfloor" or "rceil" or "rangle" => -1,
        TokenKind.Command when token.Text.StartsWith("begin:", StringComparison.Ordinal) => 1,
        TokenKind.Command when token.Text.StartsWith("end:", StringComparison.Ordinal) => -1,
        _ => 0,
    };
}
