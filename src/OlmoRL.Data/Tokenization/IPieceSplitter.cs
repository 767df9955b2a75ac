namespace OlmoRL.Data.Tokenization;

/// <summary>A stretch of text, in UTF-16 units.</summary>
public readonly record struct TextPiece(int Start, int Length)
{
    public int End => Start + Length;
}

/// <summary>Finds pieces in a text. Implementations are stateless.</summary>
public interface IPieceSplitter
{
    /// <summary>Appends pieces from left to right; a piece's start is counted from <paramref name="origin"/>.</summary>
    void Split(ReadOnlySpan<char> text, int origin, List<TextPiece> pieces);
}
