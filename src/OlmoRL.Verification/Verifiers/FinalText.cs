using System.Text.Json;

namespace OlmoRL.Verification.Verifiers;

/// <summary>Parts of a completion that tags mark, and ground truths that are lists.</summary>
public static class FinalText
{
    /// <summary>What follows the last closing thinking tag, without answer tags and role marks.</summary>
    public static string AfterThinking(string completion)
    {
        var end = completion.LastIndexOf("</think>", StringComparison.Ordinal);
        return (end < 0 ? completion : completion[(end + "</think>".Length)..])
            .Replace("<|assistant|>", "", StringComparison.Ordinal)
            .Replace("<answer>", "", StringComparison.Ordinal).Replace("</answer>", "", StringComparison.Ordinal).Trim();
    }

    /// <summary>The last &lt;tag&gt;…&lt;/tag&gt;, in any letter case; null without one.</summary>
    public static string? LastTag(string completion, string tag)
    {
        var close = completion.LastIndexOf($"</{tag}>", StringComparison.OrdinalIgnoreCase);
        var open = close < 0 ? -1 : completion.LastIndexOf($"<{tag}>", close, StringComparison.OrdinalIgnoreCase);
        return open < 0 ? null : completion[(open + tag.Length + 2)..close].Trim();
    }

    /// <summary>The first &lt;tag&gt;…&lt;/tag&gt;, in any letter case; null without one.</summary>
    public static string? FirstTag(string completion, string tag)
    {
        var open = completion.IndexOf($"<{tag}>", StringComparison.OrdinalIgnoreCase);
        var close = open < 0 ? -1 : completion.IndexOf($"</{tag}>", open, StringComparison.OrdinalIgnoreCase);
        return close < 0 ? null : completion[(open + tag.Length + 2)..close].Trim();
    }

    /// <summary>The texts of a JSON list, or the ground truth itself.</summary>
    public static IReadOnlyList<string> Alternatives(string groundTruth)
    {
        if (!groundTruth.AsSpan().TrimStart().StartsWith("["))
            return [groundTruth];
        try
        {
            return JsonSerializer.Deserialize<JsonElement[]>(groundTruth) is { Length: > 0 } items
                ? [.. items.Select(i => i.ValueKind == JsonValueKind.String ? i.GetString()! : i.GetRawText())] : [groundTruth];
        }
        catch (JsonException)
        {
            return [groundTruth];
        }
    }
}
