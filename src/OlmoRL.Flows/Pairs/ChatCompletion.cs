using System.Text.Json;
using System.Text.Json.Nodes;
using OlmoRL.Data.Templates;
using OlmoRL.Rollouts;

namespace OlmoRL.Flows.Pairs;

/// <summary>A chat completion's request and answer, as OpenAI's API has them.</summary>
internal sealed record ChatCompletion(string Text, FinishReason FinishReason)
{
    /// <summary>The request for one completion.</summary>
    /// <param name="prompt">A row with `messages` is sent as it is, another one as a user's message.</param>
    public static JsonObject Request(Prompt prompt, string model, double temperature, int maxTokens, ulong seed) => new()
    {
        ["model"] = model,
        ["messages"] = Messages(prompt),
        ["temperature"] = temperature,
        ["max_tokens"] = maxTokens,
        ["seed"] = (long)(seed >> 12), // JSON numbers are exact up to 2^53
    };

    /// <summary>Reads an answer; null when it is none.</summary>
    public static ChatCompletion? Read(string body)
    {
        try
        {
            var choice = JsonNode.Parse(body)?["choices"]?[0];
            return (string?)choice?["message"]?["content"] is { } text
                ? new ChatCompletion(text, (string?)choice["finish_reason"] == "length" ? FinishReason.Length : FinishReason.Stop)
                : null;
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException or FormatException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    private static JsonArray Messages(Prompt prompt)
    {
        using var row = JsonDocument.Parse(prompt.Row);
        return row.RootElement.ValueKind == JsonValueKind.Object && row.RootElement.TryGetProperty("messages", out _)
            ? new JsonArray([.. Conversation.ReadRow(row.RootElement).Messages.Select(m => JsonNode.Parse(m.Fields.GetRawText()))])
            : new JsonArray(new JsonObject { ["role"] = "user", ["content"] = prompt.Text });
    }
}
