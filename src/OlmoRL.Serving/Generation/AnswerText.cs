using System.Text;
using OlmoRL.Data.Tokenization;

namespace OlmoRL.Serving.Generation;

/// <summary>Turns one answer's tokens into text for a reader: whole characters, no end token, nothing of a stop string.</summary>
/// <remarks>Text that may turn out to begin a stop string is held back until the next token decides.</remarks>
/// <param name="tokenizer">Of the model.</param>
/// <param name="stops">Stop strings; the engine ends the sequence at the token that completes one.</param>
/// <param name="stopTokenIds">Tokens that end the answer and are no part of it.</param>
public sealed class AnswerText(ITokenizer tokenizer, IReadOnlyList<string> stops, IReadOnlyCollection<int> stopTokenIds)
{
    private readonly StreamingDecoder _decoder = new(tokenizer);
    private readonly StringBuilder _held = new();
    private bool _ended;

    /// <summary>The text that can be shown now; may be empty.</summary>
    /// <param name="last">Whether the answer ends with this token.</param>
    public string Append(int tokenId, bool last)
    {
        if (_ended)
            return "";
        if (!stopTokenIds.Contains(tokenId))
            _ = _held.Append(_decoder.Append(tokenId));
        if (last)
            _ = _held.Append(_decoder.Flush());
        var text = _held.ToString();
        if (FirstStop(text) is >= 0 and var at)
        {
            _ended = true;
            return text[..at];
        }

        var kept = last ? 0 : HeldBack(text);
        _ = _held.Clear().Append(text, text.Length - kept, kept);
        return text[..(text.Length - kept)];
    }

    private int FirstStop(string text)
    {
        var found = stops.Select(s => text.IndexOf(s, StringComparison.Ordinal)).Where(i => i >= 0).ToArray();
        return found.Length > 0 ? found.Min() : -1;
    }

    /// <summary>Length of the longest end of the text that begins a stop string.</summary>
    private int HeldBack(string text) => stops.Select(stop => Enumerable.Range(1, Math.Max(0, Math.Min(stop.Length - 1, text.Length)))
        .Where(n => text.EndsWith(stop[..n], StringComparison.Ordinal)).DefaultIfEmpty(0).Max()).DefaultIfEmpty(0).Max();
}
