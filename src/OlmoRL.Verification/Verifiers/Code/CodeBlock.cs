namespace OlmoRL.Verification.Verifiers.Code;

/// <summary>The program of a completion: its last fenced block, or all of it.</summary>
internal static class CodeBlock
{
    private const string Fence = "```";

    /// <summary>A block that is opened and not closed is taken to the end, as a truncated completion leaves it.</summary>
    public static string Extract(string completion)
    {
        List<int> fences = [];
        for (var at = completion.IndexOf(Fence, StringComparison.Ordinal); at >= 0; at = completion.IndexOf(Fence, at + Fence.Length, StringComparison.Ordinal))
            fences.Add(at);
        if (fences.Count == 0)
            return completion;
        var open = fences.Count % 2 == 0 ? fences[^2] : fences[^1];
        var end = fences.Count % 2 == 0 ? fences[^1] : completion.Length;
        var body = completion[(open + Fence.Length)..end];
        var line = body.IndexOf('\n', StringComparison.Ordinal);
        var language = line < 0 ? "" : body[..line].Trim();
        return language.All(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '-') && line >= 0 ? body[(line + 1)..] : body;
    }
}
