namespace OlmoRL.Data.Tokenization;

/// <summary>Text to token ids and back. Implementations are thread-safe.</summary>
public interface ITokenizer
{
    /// <summary>One more than the largest id; ids of a model's padding rows are beyond it.</summary>
    int VocabularySize { get; }

    /// <summary>Ends a document.</summary>
    int EndOfTextId { get; }

    /// <summary>Fills unused positions of a batch.</summary>
    int PadId { get; }

    /// <summary>Whether an id has a token; a vocabulary may have gaps.</summary>
    bool HasToken(int id);

    /// <summary>The ids of a text. Nothing is added: no begin token, no end token.</summary>
    /// <remarks>Added tokens written out in the text become their ids. A lone surrogate encodes like U+FFFD.</remarks>
    int[] Encode(string text);

    /// <summary>The text of the ids; bytes that are not UTF-8 become U+FFFD.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An id has no token.</exception>
    string Decode(ReadOnlySpan<int> ids, bool skipSpecialTokens = true);

    /// <summary>
    /// The bytes a token stands for, which may be part of a character; empty for a skipped special token.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The id has no token.</exception>
    ReadOnlySpan<byte> TokenBytes(int id, bool skipSpecialTokens = true);

    /// <summary>
    /// The id of an added token's text, or of a vocabulary entry in its byte-level spelling; null if neither.
    /// </summary>
    int? TokenId(string token);
}
