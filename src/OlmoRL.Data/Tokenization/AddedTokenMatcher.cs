using System.Buffers;

namespace OlmoRL.Data.Tokenization;

/// <summary>Finds added tokens in raw text: the leftmost, and of those that begin there the longest.</summary>
internal sealed class AddedTokenMatcher
{
    private readonly SearchValues<string> _contents;
    private readonly Dictionary<char, AddedToken[]> _byFirst;

    public AddedTokenMatcher(IReadOnlyList<AddedToken> tokens)
    {
        _contents = SearchValues.Create([.. tokens.Select(t => t.Content)], StringComparison.Ordinal);
        _byFirst = tokens.GroupBy(t => t.Content[0])
            .ToDictionary(g => g.Key, g => g.OrderByDescending(t => t.Content.Length).ToArray());
    }

    /// <summary>The next added token, its place relative to the span; null when none follows.</summary>
    public AddedToken? Next(ReadOnlySpan<char> text, out int index)
    {
        index = _byFirst.Count == 0 ? -1 : text.IndexOfAny(_contents);
        if (index < 0)
            return null;
        foreach (var token in _byFirst[text[index]])
        {
            if (text[index..].StartsWith(token.Content, StringComparison.Ordinal))
                return token;
        }

        return null;
    }
}
