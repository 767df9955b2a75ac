using System.Text.RegularExpressions;

namespace OlmoRL.Verification.Verifiers;

/// <summary>The normalisation of final answers by Lewkowycz et al. 2022 (arXiv 2206.14858, appendix D.1), which open-instruct applies.</summary>
internal static partial class MinervaForm
{
    private const int PatternMilliseconds = 100;

    private static readonly (string From, string To)[] Substitutions =
    [
        ("an ", ""), ("a ", ""), (".$", "$"), ("\\$", ""), ("\\ ", ""), (" ", ""), ("mbox", "text"), (",\\text{and}", ","),
        ("\\text{and}", ","), ("\\text{m}", "\\text{}"),
    ];

    private static readonly string[] Removed =
    [
        "square", "ways", "integers", "dollars", "mph", "inches", "ft", "hours", "km", "units", "\\ldots", "sue", "points", "feet",
        "minutes", "digits", "cents", "degrees", "cm", "gm", "pounds", "meters", "meals", "edges", "students", "childrentickets",
        "multiples", "\\text{s}", "\\text{.}", "\\text{\ns}", "\\text{}^2", "\\text{}^3", "\\text{\n}", "\\text{}", "\\mathrm{th}",
        "^\\circ", "^{\\circ}", "\\;", ",\\!", "{,}", "\"", "\\dots",
    ];

    /// <summary>The form of an answer.</summary>
    public static string Of(string answer)
    {
        answer = answer[(answer.LastIndexOf('=') + 1)..];
        foreach (var (from, to) in Substitutions)
            answer = answer.Replace(from, to, StringComparison.Ordinal);
        foreach (var removed in Removed)
            answer = answer.Replace(removed, "", StringComparison.Ordinal);
        if (answer.AsSpan().Count('$') >= 2)
            answer = DollarPattern().Replace(answer, "$2");
        answer = WrapPattern().Replace(answer, "$2");
        answer = FractionPattern().Replace(answer, "frac{$2}{$3}");
        answer = RootPattern().Replace(answer, "sqrt{$2}");
        answer = answer.Replace("$", "", StringComparison.Ordinal);
        var plain = answer.Replace(",", "", StringComparison.Ordinal);
        return plain.Length > 0 && !plain.AsSpan().ContainsAnyExceptInRange('0', '9') ? plain : answer;
    }

    [GeneratedRegex(@"(.*?)\$(.*?)\$(.*)", RegexOptions.Singleline, PatternMilliseconds)]
    private static partial Regex DollarPattern();

    [GeneratedRegex(@"\\(text|textbf|overline|boxed)\{(.*?)\}", RegexOptions.Singleline, PatternMilliseconds)]
    private static partial Regex WrapPattern();

    [GeneratedRegex(@"(frac)([^{])(.)", RegexOptions.Singleline, PatternMilliseconds)]
    private static partial Regex FractionPattern();

    [GeneratedRegex(@"(sqrt)([^{])", RegexOptions.Singleline, PatternMilliseconds)]
    private static partial Regex RootPattern();
}
