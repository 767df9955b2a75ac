namespace OlmoRL.Verification.Verifiers;

/// <summary>Finds the answer that a completion states on a line of its own: `Answer: 42`, `**Final answer:** 42`.</summary>
/// <remarks>The form that the RL-Zero prompts of Olmo 3 ask for; the reference has no extractor for it.</remarks>
public static class AnswerLine
{
    private const string Label = "answer:";
    private const string Final = "final ";
    private const string FinalLabel = Final + Label;

    /// <summary>What follows the label on the last such line, without dollars, a final period and spaces; null without one.</summary>
    public static string? Extract(string completion)
    {
        string? answer = null;
        foreach (var line in completion.AsSpan().EnumerateLines())
        {
            var text = line.TrimStart().TrimStart("*#> ");
            if (text.StartsWith(FinalLabel, StringComparison.OrdinalIgnoreCase))
                text = text[Final.Length..];
            if (text.StartsWith(Label, StringComparison.OrdinalIgnoreCase))
                answer = Clean(text[Label.Length..].Trim('*'));
        }

        return string.IsNullOrEmpty(answer) ? null : answer;
    }

    private static string Clean(ReadOnlySpan<char> text)
    {
        text = text.Trim().TrimEnd('.').Trim();
        if (text.Length >= 2 && text[0] == '$' && text[^1] == '$')
            text = text[1..^1].Trim();
        return text.ToString();
    }
}
