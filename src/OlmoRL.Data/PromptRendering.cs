using System.Text.Json;
using OlmoRL.Data.Templates;
using OlmoRL.Data.Tokenization;
using OlmoRL.Recipes;

namespace OlmoRL.Data;

/// <summary>Makes a dataset row's prompt: the ids that the model reads, and the text that judges read.</summary>
/// <remarks>
/// `messages` are rendered with a chat template, a last turn of the assistant left out. `prompt` is taken as it is, or as
/// a user's message where the recipe names a template. Judges read turns as lines of "role: content".
/// </remarks>
public sealed class PromptRendering
{
    private readonly ITokenizer _tokenizer;
    private readonly bool _templateIsNamed;
    private readonly Lazy<ChatTemplate> _template;

    /// <param name="data">Names the template.</param>
    /// <param name="checkpoint">Folder whose special tokens, and whose own template by default, are used.</param>
    /// <exception cref="InvalidDataException">The template that is named does not exist.</exception>
    /// <exception cref="TemplateException">It is malformed.</exception>
    public PromptRendering(DataSpec data, ITokenizer tokenizer, string checkpoint)
    {
        var choice = data.TemplateFile.Length > 0 ? data.TemplateFile : data.Template;
        _tokenizer = tokenizer;
        _templateIsNamed = choice.Length > 0;
        _template = new Lazy<ChatTemplate>(() => CheckpointTemplate.Open(choice, checkpoint));
        if (_templateIsNamed)
            _ = _template.Value;
    }

    /// <summary>The prompt of a row.</summary>
    /// <exception cref="InvalidDataException">The row has neither column, or one of another form.</exception>
    /// <exception cref="TemplateException">The template refuses the row.</exception>
    public (int[] TokenIds, string Text) Render(JsonElement row)
    {
        if (row.ValueKind != JsonValueKind.Object)
            throw new InvalidDataException("a row must be an object");
        if (row.TryGetProperty("messages", out _))
            return Render(Conversation.ReadRow(row));
        if (!row.TryGetProperty("prompt", out var column))
            throw new InvalidDataException("columns messages and prompt are missing");
        if (column.ValueKind != JsonValueKind.String || column.GetString() is not { Length: > 0 } prompt)
            throw new InvalidDataException("prompt must be a text that is not empty");
        return _templateIsNamed
            ? (Encode(new Conversation { Messages = [new ChatMessage("user", prompt)] }), prompt)
            : (_tokenizer.Encode(prompt), prompt);
    }

    private (int[] TokenIds, string Text) Render(Conversation conversation)
    {
        var messages = conversation.Messages is [_, .., { Role: "assistant" }] ? [.. conversation.Messages.SkipLast(1)] : conversation.Messages;
        return (Encode(conversation with { Messages = messages }), string.Join('\n', messages.Select(m => $"{m.Role}: {m.Content}")));
    }

    private int[] Encode(Conversation conversation) =>
        _tokenizer.Encode(_template.Value.Render(conversation with { AddGenerationPrompt = true }));
}
