namespace OlmoRL.Data.Tokenization;

/// <summary>A splitter whose pieces cover the text, so that it needs to tell only how long the next one is.</summary>
public abstract class ScanningSplitter : IPieceSplitter
{
    /// <summary>The length of the piece that begins a text which is not empty; at least 1.</summary>
    public abstract int NextLength(ReadOnlySpan<char> text);

    /// <inheritdoc/>
    public void Split(ReadOnlySpan<char> text, int origin, List<TextPiece> pieces)
    {
        ArgumentNullException.ThrowIfNull(pieces);
        for (var at = 0; at < text.Length;)
        {
            var length = NextLength(text[at..]);
            pieces.Add(new TextPiece(origin + at, length));
            at += length;
        }
    }
}
