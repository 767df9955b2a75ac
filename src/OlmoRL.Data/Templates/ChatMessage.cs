using System.Text.Json;
using System.Text.Json.Nodes;

namespace OlmoRL.Data.Templates;

/// <summary>A turn of a conversation, with whatever fields its row has.</summary>
public sealed class ChatMessage
{
    private ChatMessage(string role, JsonElement fields) => (Role, Fields) = (role, fields);

    /// <summary>A turn of a role and a text alone.</summary>
    public ChatMessage(string role, string content)
        : this(role, JsonSerializer.SerializeToElement(new JsonObject { ["role"] = role, ["content"] = content }))
    {
    }

    /// <summary>As system, user, assistant, environment or tool.</summary>
    public string Role { get; }

    /// <summary>The JSON object of the turn.</summary>
    public JsonElement Fields { get; }

    /// <summary>The text; null if the turn has none, as one that only calls functions.</summary>
    public string? Content => Fields.TryGetProperty("content", out var content) && content.ValueKind == JsonValueKind.String ? content.GetString() : null;

    /// <summary>Reads a turn.</summary>
    /// <exception cref="InvalidDataException">It is not an object with a role.</exception>
    public static ChatMessage Read(JsonElement message) =>
        message.ValueKind == JsonValueKind.Object && message.TryGetProperty("role", out var role) && role.ValueKind == JsonValueKind.String
            ? new ChatMessage(role.GetString()!, message.Clone())
            : throw new InvalidDataException("a message must be an object with a role");
}
