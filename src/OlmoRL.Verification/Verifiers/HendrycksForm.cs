using System.Text;

namespace OlmoRL.Verification.Verifiers;

/// <summary>The text form in which the MATH benchmark compares answers (Hendrycks et al. 2021, arXiv 2103.03874).</summary>
internal static class HendrycksForm
{
    private static readonly (string From, string To)[] Replacements =
    [
        ("\n", ""), ("\\!", ""), ("\\\\", "\\"), ("tfrac", "frac"), ("dfrac", "frac"), ("\\left", ""), ("\\right", ""), ("^{\\circ}", ""), ("^\\circ", ""), ("\\$", ""),
    ];

    /// <summary>The form of an answer.</summary>
    public static string Of(string answer)
    {
        foreach (var (from, to) in Replacements)
            answer = answer.Replace(from, to, StringComparison.Ordinal);
        var unit = answer.LastIndexOf("\\text{ ", StringComparison.Ordinal);
        if (unit >= 0)
            answer = answer[..unit];
        answer = answer.Replace("\\%", "", StringComparison.Ordinal).Replace("%", "", StringComparison.Ordinal)
            .Replace(" .", " 0.", StringComparison.Ordinal).Replace("{.", "{0.", StringComparison.Ordinal);
        if (answer.Length == 0)
            return answer;
        if (answer[0] == '.')
            answer = "0" + answer;
        if (answer.Split('=') is [{ Length: <= 2 }, var right])
            answer = right;
        answer = BracedFractions(BracedRoots(answer).Replace(" ", "", StringComparison.Ordinal));
        return answer == "0.5" ? "\\frac{1}{2}" : SlashAsFraction(answer);
    }

    /// <summary>\sqrt3 as \sqrt{3}.</summary>
    private static string BracedRoots(string text)
    {
        var parts = text.Split("\\sqrt");
        var result = new StringBuilder(parts[0]);
        foreach (var part in parts.Skip(1))
            _ = result.Append("\\sqrt").Append(part.Length == 0 || part[0] == '{' ? part : $"{{{part[0]}}}{part[1..]}");
        return result.ToString();
    }

    /// <summary>\frac12 and \frac1{2} as \frac{1}{2}.</summary>
    private static string BracedFractions(string text)
    {
        var parts = text.Split("\\frac");
        var result = new StringBuilder(parts[0]);
        foreach (var part in parts.Skip(1))
        {
            _ = result.Append("\\frac");
            if (part.Length == 0 || part[0] == '{')
                _ = result.Append(part);
            else if (part.Length < 2)
                return text;
            else
                _ = result.Append(System.Globalization.CultureInfo.InvariantCulture, $"{{{part[0]}}}").Append(part[1] == '{' ? part[1..] : $"{{{part[1]}}}{part[2..]}");
        }

        return result.ToString();
    }

    private static string SlashAsFraction(string text) =>
        text.Split('/') is [var a, var b] && IsInteger(a) && IsInteger(b) ? $"\\frac{{{a}}}{{{b}}}" : text;

    private static bool IsInteger(string text) =>
        text.TrimStart('-') is { Length: > 0 } digits && !digits.AsSpan().ContainsAnyExceptInRange('0', '9') && text.Length - digits.Length <= 1;
}
