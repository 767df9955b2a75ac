using System.Text.Json;

namespace OlmoRL.Data.Templates;

/// <summary>What a chat template is given.</summary>
public sealed record Conversation
{
    public required IReadOnlyList<ChatMessage> Messages { get; init; }

    /// <summary>A list of JSON schemas of functions; null if there are none.</summary>
    public JsonElement? Tools { get; init; }

    /// <summary>Whether the text is to end where the model begins to write.</summary>
    public bool AddGenerationPrompt { get; init; }

    /// <summary>Further variables, as <c>enable_thinking</c>.</summary>
    public IReadOnlyDictionary<string, JsonElement> Variables { get; init; } = new Dictionary<string, JsonElement>();

    /// <summary>Reads the columns <c>messages</c> and <c>tools</c> of a row.</summary>
    /// <remarks>
    /// Tools come as a list of schemas, as one schema, or as either in a JSON text. A list of names, by which RLVR rows
    /// switch tools on, is no schema and is left to who runs the tools.
    /// </remarks>
    /// <exception cref="InvalidDataException">A column is not of that form.</exception>
    public static Conversation ReadRow(JsonElement row)
    {
        if (row.ValueKind != JsonValueKind.Object || !row.TryGetProperty("messages", out var messages) || messages.ValueKind != JsonValueKind.Array)
            throw new InvalidDataException("column messages must be a list of messages");
        if (messages.GetArrayLength() == 0)
            throw new InvalidDataException("column messages is empty");
        return new Conversation
        {
            Messages = [.. messages.EnumerateArray().Select(ChatMessage.Read)],
            Tools = row.TryGetProperty("tools", out var tools) ? Schemas(tools) : null,
        };
    }

    private static JsonElement? Schemas(JsonElement tools)
    {
        switch (tools.ValueKind)
        {
            case JsonValueKind.Null:
                return null;
            case JsonValueKind.Object:
                return JsonSerializer.SerializeToElement(new[] { tools });
            case JsonValueKind.Array when tools.EnumerateArray().All(t => t.ValueKind == JsonValueKind.Object):
                return tools.GetArrayLength() == 0 ? null : tools.Clone();
            case JsonValueKind.Array when tools.EnumerateArray().All(t => t.ValueKind == JsonValueKind.String):
                return null;
            case JsonValueKind.String when tools.GetString() is var text && string.IsNullOrWhiteSpace(text):
                return null;
            case JsonValueKind.String:
                using (var parsed = Parse(tools.GetString()!))
                    return parsed.RootElement.ValueKind == JsonValueKind.String ? throw NotSchemas() : Schemas(parsed.RootElement);
            default:
                throw NotSchemas();
        }
    }

    private static JsonDocument Parse(string text)
    {
        try
        {
            return JsonDocument.Parse(text);
        }
        catch (JsonException)
        {
            throw NotSchemas();
        }
    }

    private static InvalidDataException NotSchemas() => new("column tools must be a list of function schemas, one schema, or either as JSON text");
}
