using System.Text.Json;
using OlmoRL.Data.Templates;

namespace OlmoRL.Serving.Generation;

/// <summary>Reads prompts: JSON lines with `prompt` or `messages`, or one prompt a line.</summary>
public static class PromptFile
{
    /// <summary>The prompts' texts, messages rendered by the model's template.</summary>
    /// <param name="path">Ends in .jsonl for JSON lines.</param>
    /// <param name="model">Whose template renders.</param>
    /// <param name="chat">Treat a plain prompt as a user's message.</param>
    /// <exception cref="InvalidDataException">A line is malformed, or the model has no template; the message names the line.</exception>
    public static IReadOnlyList<string> Read(string path, ServedModel model, bool chat)
    {
        var json = path.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase);
        var prompts = new List<string>();
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
                continue;
            try
            {
                prompts.Add(json ? Row(line, model, chat) : Text(line, model, chat));
            }
            catch (Exception malformed) when (malformed is JsonException or InvalidDataException or TemplateException)
            {
                throw new InvalidDataException($"{path}, line {number}: {malformed.Message}");
            }
        }

        return prompts.Count > 0 ? prompts : throw new InvalidDataException($"{path} has no prompt");
    }

    /// <summary>A prompt as the model is given it.</summary>
    public static string Text(string prompt, ServedModel model, bool chat) => chat ? Render([new ChatMessage("user", prompt)], model) : prompt;

    /// <summary>Messages as the model is given them.</summary>
    /// <exception cref="InvalidDataException">The model has no template.</exception>
    public static string Render(IReadOnlyList<ChatMessage> messages, ServedModel model) =>
        (model.Template ?? throw new InvalidDataException($"{model.Name} has no chat template (allowed: --template with a name or a file)"))
            .Render(new Conversation { Messages = messages, AddGenerationPrompt = true });

    private static string Row(string line, ServedModel model, bool chat)
    {
        using var row = JsonDocument.Parse(line);
        if (row.RootElement.ValueKind == JsonValueKind.Object && row.RootElement.TryGetProperty("prompt", out var prompt) && prompt.ValueKind == JsonValueKind.String)
            return Text(prompt.GetString()!, model, chat);
        var conversation = Conversation.ReadRow(row.RootElement);
        return Render(conversation.Messages, model);
    }
}
