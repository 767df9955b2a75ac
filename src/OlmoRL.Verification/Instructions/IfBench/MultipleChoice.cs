using System.Text.RegularExpressions;
using OlmoRL.Verification.Instructions.Text;

namespace OlmoRL.Verification.Instructions.IfBench;

/// <summary>Multiple choice questions written out.</summary>
internal static partial class MultipleChoice
{
    /// <summary>Four questions and nothing before them, five options each, each question's text longer than the one before.</summary>
    public static bool IsFourOfFive(string text)
    {
        if (!text.StartsWith("Question", StringComparison.Ordinal))
            return false;
        string[] questions = [.. Label.Split(text).Select(q => q.Trim()).Where(q => q.Length > 0)];
        return questions.Length == 4
            && questions.All(q => q.Split('\n').Count(l => Option.IsMatch(l.Trim())) == 5)
            && questions.Select(AskedLength).Pairs().All(p => p.First < p.Second);
    }

    private static int AskedLength(string question) =>
        string.Join(' ', question.Split('\n').Select(l => l.Trim()).TakeWhile(l => !Option.IsMatch(l))).Trim().Length;

    [GeneratedRegex(@"\n*Question \d+[.|):;]?\s*", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Label { get; }

    [GeneratedRegex(@"\A[A-Ea-e][.|)]\s*\w+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Option { get; }
}
