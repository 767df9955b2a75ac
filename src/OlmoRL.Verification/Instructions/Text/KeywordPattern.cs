using System.Text.RegularExpressions;

namespace OlmoRL.Verification.Instructions.Text;

/// <summary>Keywords of a row, which the reference takes for regular expressions in any letter case.</summary>
internal static class KeywordPattern
{
    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    /// <summary>Matches that do not overlap.</summary>
    /// <exception cref="ConstraintException">The keyword is no pattern.</exception>
    public static int Count(string text, string keyword) =>
        keyword.Length > 0 && keyword.All(IsLiteral) ? CountLiteral(text, keyword) : Compile(keyword).Count(text);

    /// <summary>Whether the keyword occurs with word boundaries around it.</summary>
    /// <exception cref="ConstraintException">The keyword is no pattern.</exception>
    public static bool OccursAsWord(string text, string keyword) => Count(text, keyword) > 0 && Compile($@"\b{keyword}\b").IsMatch(text);

    /// <summary>Whole words that equal a literal one.</summary>
    public static int CountWord(string text, string word) => Compile($@"\b{Regex.Escape(word)}\b").Count(text);

    /// <summary>What nearly all keywords are made of; no pattern has to be built for these.</summary>
    private static bool IsLiteral(char character) => char.IsAsciiLetterOrDigit(character) || character is ' ' or '-' or '\'';

    private static int CountLiteral(string text, string keyword)
    {
        var count = 0;
        for (var at = 0; (at = text.IndexOf(keyword, at, StringComparison.OrdinalIgnoreCase)) >= 0; at += keyword.Length)
            count++;
        return count;
    }

    /// <summary>In time linear in the text where the pattern allows that, else with a time limit.</summary>
    private static Regex Compile(string pattern)
    {
        try
        {
            return new Regex(pattern, Options | RegexOptions.NonBacktracking, Limit);
        }
        catch (NotSupportedException)
        {
            return new Regex(pattern, Options, Limit);
        }
        catch (ArgumentException problem)
        {
            throw new ConstraintException($"the keyword {pattern} is no pattern: {problem.Message}");
        }
    }
}
