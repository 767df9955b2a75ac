using System.Text;

namespace OlmoRL.Data.Tokenization;

/// <summary>Decodes tokens as they come and hands out whole characters only. For one stream, not thread-safe.</summary>
/// <remarks>A character may span tokens; its bytes wait here for the rest.</remarks>
public sealed class StreamingDecoder(ITokenizer tokenizer, bool skipSpecialTokens = true)
{
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();

    /// <summary>The text that the ids complete; may be empty.</summary>
    public string Append(params ReadOnlySpan<int> ids)
    {
        var text = new StringBuilder();
        foreach (var id in ids)
            Decode(tokenizer.TokenBytes(id, skipSpecialTokens), flush: false, text);
        return text.ToString();
    }

    /// <summary>
    /// Ends the stream: a character that stayed incomplete becomes U+FFFD. The decoder may then be used anew.
    /// </summary>
    public string Flush()
    {
        var text = new StringBuilder();
        Decode([], flush: true, text);
        return text.ToString();
    }

    private void Decode(ReadOnlySpan<byte> bytes, bool flush, StringBuilder text)
    {
        Span<char> characters = new char[_decoder.GetCharCount(bytes, flush)];
        var count = _decoder.GetChars(bytes, characters, flush);
        _ = text.Append(characters[..count]);
    }
}
