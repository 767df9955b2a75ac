using System.Text.Json;

namespace OlmoRL.Data.Documents;

/// <summary>One answer of a preference row: a whole conversation whose last turn is trained, or a text that continues `prompt`.</summary>
internal static class PreferenceAnswer
{
    /// <summary>The document of a column.</summary>
    /// <exception cref="InvalidDataException">The column is missing, or the row is malformed.</exception>
    public static TokenizedDocument Encode(ChatEncoding encoding, JsonElement row, string column)
    {
        if (!row.TryGetProperty(column, out var answer))
            throw new InvalidDataException($"column {column} is missing");
        return answer.ValueKind == JsonValueKind.Array
            ? encoding.Conversation(JsonSerializer.SerializeToElement(Conversation(row, answer)), lastTurnOnly: true)
            : encoding.Continuation(RowText.Read(row, "prompt"), RowText.Read(row, column));
    }

    private static Dictionary<string, JsonElement> Conversation(JsonElement row, JsonElement messages)
    {
        var conversation = new Dictionary<string, JsonElement> { ["messages"] = messages };
        if (row.TryGetProperty("tools", out var tools))
            conversation["tools"] = tools;
        return conversation;
    }
}
