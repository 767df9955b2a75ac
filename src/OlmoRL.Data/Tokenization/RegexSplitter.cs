using System.Text.RegularExpressions;

namespace OlmoRL.Data.Tokenization;

/// <summary>Finds the matches of a pattern that has no splitter written for it.</summary>
/// <remarks>.NET's Regex sees UTF-16 units: a class like <c>\p{L}</c> does not match letters beyond U+FFFF.</remarks>
internal sealed class RegexSplitter(string pattern) : IPieceSplitter
{
    // A pattern comes from a file: one that backtracks without end must not hang a run.
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private readonly Regex _regex = new(pattern, RegexOptions.CultureInvariant, Timeout);

    public void Split(ReadOnlySpan<char> text, int origin, List<TextPiece> pieces)
    {
        foreach (var match in _regex.EnumerateMatches(text))
            pieces.Add(new TextPiece(origin + match.Index, match.Length));
    }
}
