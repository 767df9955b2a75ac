using System.Text.Json;
using OlmoRL.Data.Templates;

namespace OlmoRL.Serving.Http;

/// <summary>Renders the messages of a chat request and encodes the text.</summary>
public static class ChatPrompt
{
    /// <summary>The prompt's token ids.</summary>
    /// <exception cref="ApiException">The model has no template, or the messages do not fit it.</exception>
    public static int[] Encode(RequestFields fields, ServedModel model)
    {
        if (model.Template is null)
            throw new ApiException(400, $"{model.Name} has no chat template: it is a base model (use /v1/completions, or serve it with --template)", "messages");
        if (fields.Find("messages") is not { ValueKind: JsonValueKind.Array } messages || messages.GetArrayLength() == 0)
            throw fields.Refuse("messages", "a list of messages");
        try
        {
            return model.Tokenizer.Encode(model.Template.Render(new Conversation
            {
                Messages = [.. messages.EnumerateArray().Select(Message)],
                AddGenerationPrompt = true,
                Variables = Variables(fields),
            }));
        }
        catch (Exception refused) when (refused is TemplateException or InvalidDataException)
        {
            throw new ApiException(400, $"messages: {refused.Message}", "messages");
        }
    }

    private static Dictionary<string, JsonElement> Variables(RequestFields fields) =>
        fields.Find("chat_template_kwargs") is { ValueKind: JsonValueKind.Object } given
            ? given.EnumerateObject().ToDictionary(v => v.Name, v => v.Value.Clone()) : [];

    /// <summary>A message whose content is a list of text parts is one with their text.</summary>
    private static ChatMessage Message(JsonElement message)
    {
        if (message.ValueKind != JsonValueKind.Object || !message.TryGetProperty("content", out var content) || content.ValueKind != JsonValueKind.Array)
            return ChatMessage.Read(message);
        var parts = content.EnumerateArray().Select(part => part.ValueKind == JsonValueKind.Object && part.TryGetProperty("text", out var text)
            && text.ValueKind == JsonValueKind.String ? text.GetString() : throw new InvalidDataException("content parts must have a text"));
        var role = message.TryGetProperty("role", out var named) && named.ValueKind == JsonValueKind.String ? named.GetString()! : throw new InvalidDataException("a message has no role");
        return new ChatMessage(role, string.Concat(parts));
    }
}
