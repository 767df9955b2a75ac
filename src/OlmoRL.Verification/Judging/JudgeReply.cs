using System.Text.Json;
using OlmoRL.Verification.Verifiers;

namespace OlmoRL.Verification.Judging;

/// <summary>A judge's structured reply.</summary>
/// <param name="Score">From 0 to the question's scale.</param>
/// <param name="Reasoning">For people.</param>
public sealed record JudgeReply(double Score, string Reasoning)
{
    /// <summary>The reply in what a judge wrote: its thinking and a code fence are taken off; null when the rest is not the JSON asked for.</summary>
    public static JudgeReply? TryParse(string written, int scale)
    {
        var text = FinalText.AfterThinking(written);
        var (begin, end) = (text.IndexOf('{', StringComparison.Ordinal), text.LastIndexOf('}'));
        if (begin < 0 || end < begin)
            return null;
        try
        {
            using var json = JsonDocument.Parse(text[begin..(end + 1)]);
            return json.RootElement.TryGetProperty("score", out var score) && score.ValueKind == JsonValueKind.Number
                && score.TryGetDouble(out var value) && value >= 0 && value <= scale
                ? new JudgeReply(value, json.RootElement.TryGetProperty("reasoning", out var why) ? why.ToString() : "")
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
