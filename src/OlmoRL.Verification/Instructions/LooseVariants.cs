namespace OlmoRL.Verification.Instructions;

/// <summary>The eight readings of a response that loose scoring tries (IFEval, arXiv 2311.07911, section 2.2).</summary>
/// <remarks>Chat openers, closing remarks and bold marks are thereby forgiven.</remarks>
public static class LooseVariants
{
    /// <summary>The response; without asterisks; without its first line, last line, or both; each of these without asterisks.</summary>
    public static IEnumerable<string> Of(string response)
    {
        var lines = response.Split('\n');
        string[] cut =
        [
            response,
            Join(lines.AsSpan(1)),
            Join(lines.AsSpan(0, lines.Length - 1)),
            lines.Length > 1 ? Join(lines.AsSpan(1, lines.Length - 2)) : "",
        ];
        return cut.Concat(cut.Select(c => c.Replace("*", "", StringComparison.Ordinal)));
    }

    private static string Join(ReadOnlySpan<string> lines) => string.Join('\n', lines!).Trim();
}
