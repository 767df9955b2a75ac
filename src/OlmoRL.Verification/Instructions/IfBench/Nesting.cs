namespace OlmoRL.Verification.Instructions.IfBench;

/// <summary>How deep brackets and quotations stand in one another.</summary>
internal static class Nesting
{
    private const string Opening = "([{";
    private const string Closing = ")]}";

    /// <summary>Whether brackets were open to a depth and one of these was closed by its own kind; a wrong one starts anew.</summary>
    public static bool HasBrackets(string text, int depth)
    {
        var open = new Stack<char>();
        var deepest = 0;
        foreach (var character in text)
        {
            if (Opening.Contains(character, StringComparison.Ordinal))
            {
                open.Push(character);
                deepest = Math.Max(deepest, open.Count);
            }
            else if (Closing.IndexOf(character, StringComparison.Ordinal) is >= 0 and var kind)
            {
                if (!open.TryPop(out var opened) || Opening.IndexOf(opened, StringComparison.Ordinal) != kind)
                    (open, deepest) = ([], 0);
                else if (deepest >= depth)
                    return true;
            }
        }

        return false;
    }

    /// <summary>Whether quotations were open to a depth and all of these were closed again.</summary>
    public static bool HasQuotes(string text, int depth)
    {
        var open = new Stack<char>();
        var deepest = 0;
        foreach (var quote in text.Where(c => c is '"' or '\''))
        {
            if (open.TryPeek(out var last) && last == quote)
            {
                _ = open.Pop();
                if (deepest - open.Count >= depth)
                    return true;
            }
            else
            {
                open.Push(quote);
                deepest = Math.Max(deepest, open.Count);
            }
        }

        return false;
    }
}
