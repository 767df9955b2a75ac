using System.Text;
using OlmoRL.Data.Tokenization;

namespace OlmoRL.Inference;

/// <summary>Watches sampled tokens for stop strings, which may span tokens and begin or end within one.</summary>
public sealed class StopStringMatcher(ITokenizer tokenizer, IReadOnlyList<string> stops)
{
    private readonly StreamingDecoder _decoder = new(tokenizer, skipSpecialTokens: false);
    private readonly StringBuilder _tail = new();
    private readonly int _longest = stops.Max(s => s.Length);

    /// <summary>Takes the next token; whether the text now holds a stop string.</summary>
    public bool Append(int token)
    {
        var text = _decoder.Append(token);
        if (text.Length == 0)
            return false;
        var tail = _tail.Append(text).ToString();
        var kept = Math.Min(tail.Length, _longest - 1);
        _ = _tail.Clear().Append(tail, tail.Length - kept, kept);
        return stops.Any(stop => tail.Contains(stop, StringComparison.Ordinal));
    }
}
