using System.Text.Json;

namespace OlmoRL.Data.Templates;

/// <summary>The chat template and the special tokens of a checkpoint or tokenizer folder.</summary>
/// <remarks>As transformers reads them: chat_template.jinja wins over the chat_template of tokenizer_config.json.</remarks>
public static class CheckpointTemplate
{
    private const string TemplateFile = "chat_template.jinja";
    private const string ConfigFile = "tokenizer_config.json";
    private const string DefaultName = "default";

    /// <summary>A template by what a recipe or a command says of it.</summary>
    /// <param name="choice">A name of <see cref="NamedTemplates"/>, a file of Jinja, or empty for the checkpoint's own.</param>
    /// <exception cref="InvalidDataException">There is no such template, or the folder has none.</exception>
    /// <exception cref="TemplateException">It is malformed.</exception>
    public static ChatTemplate Open(string choice, string folder)
    {
        var tokens = ReadTokens(folder);
        if (choice.Length == 0)
            return Find(folder, tokens) ?? throw new InvalidDataException(
                $"{folder} has no chat template; name one: {string.Join(", ", NamedTemplates.Names)}, or a file");
        if (NamedTemplates.Find(choice, tokens) is { } named)
            return named;
        return File.Exists(choice)
            ? new ChatTemplate(choice, File.ReadAllText(choice), tokens)
            : throw new InvalidDataException($"there is no template '{choice}' (allowed: {string.Join(", ", NamedTemplates.Names)}, or a file)");
    }

    /// <summary>The folder's own template; null if it has none, as a base model's.</summary>
    public static ChatTemplate? Find(string folder) => Find(folder, ReadTokens(folder));

    /// <summary>The special tokens that tokenizer_config.json and tokenizer.json name.</summary>
    public static SpecialTokens ReadTokens(string folder)
    {
        var control = new List<string>();
        var (tokenizer, config) = (Path.Combine(folder, "tokenizer.json"), Path.Combine(folder, ConfigFile));
        if (File.Exists(tokenizer))
            Read(tokenizer, root => control.AddRange(SpecialContents(root)));
        var tokens = new SpecialTokens { Eos = "<|endoftext|>", Pad = "<|pad|>", Control = control };
        if (File.Exists(config))
        {
            Read(config, root => tokens = tokens with
            {
                Bos = Token(root, "bos_token"),
                Eos = Token(root, "eos_token") ?? tokens.Eos,
                Pad = Token(root, "pad_token"),
                Unknown = Token(root, "unk_token"),
            });
        }

        return tokens;
    }

    private static ChatTemplate? Find(string folder, SpecialTokens tokens)
    {
        var file = Path.Combine(folder, TemplateFile);
        if (File.Exists(file))
            return new ChatTemplate(file, File.ReadAllText(file), tokens);
        var config = Path.Combine(folder, ConfigFile);
        string? source = null;
        if (File.Exists(config))
            Read(config, root => source = root.TryGetProperty("chat_template", out var template) ? Source(config, template) : null);
        return source is null ? null : new ChatTemplate($"{config} (chat_template)", source, tokens);
    }

    /// <summary>One template, or a list of named ones, of which the default counts.</summary>
    private static string? Source(string config, JsonElement template) => template.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => template.GetString(),
        JsonValueKind.Array => template.EnumerateArray()
            .Where(t => t.ValueKind == JsonValueKind.Object && Token(t, "name") == DefaultName)
            .Select(t => Token(t, "template")).FirstOrDefault(),
        _ => throw new InvalidDataException($"{config}: chat_template must be a text or a list of named texts"),
    };

    private static IEnumerable<string> SpecialContents(JsonElement root) =>
        root.TryGetProperty("added_tokens", out var added) && added.ValueKind == JsonValueKind.Array
            ? added.EnumerateArray()
                .Where(t => t.TryGetProperty("special", out var special) && special.ValueKind == JsonValueKind.True)
                .Select(t => Token(t, "content") ?? "")
            : [];

    /// <summary>A text, or the content of an object that describes a token.</summary>
    private static string? Token(JsonElement root, string name) => !root.TryGetProperty(name, out var token) ? null : token.ValueKind switch
    {
        JsonValueKind.String => token.GetString(),
        JsonValueKind.Object => Token(token, "content"),
        _ => null,
    };

    private static void Read(string path, Action<JsonElement> use)
    {
        try
        {
            using var stream = File.OpenRead(path);
            using var document = JsonDocument.Parse(stream);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new InvalidDataException($"{path}: must be an object");
            use(document.RootElement);
        }
        catch (JsonException damaged)
        {
            throw new InvalidDataException($"{path}: {damaged.Message}", damaged);
        }
    }
}
