using System.Text.Json;
using OlmoRL.Data.Templates;

namespace OlmoRL.Data.Tests.Templates;

/// <summary>What Jinja itself makes of the cases in tests/golden/templates, see make.py there.</summary>
internal static class Golden
{
    public static SpecialTokens Olmo { get; } = new()
    {
        Bos = "<|endoftext|>",
        Eos = "<|endoftext|>",
        Pad = "<|pad|>",
        Control = ["<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|pad|>"],
    };

    /// <summary>Conversations by the shape they have.</summary>
    public static IReadOnlyDictionary<string, Conversation> Conversations { get; } =
        Read("conversations.json").EnumerateObject().ToDictionary(c => c.Name, c => Conversation.ReadRow(c.Value) with
        {
            AddGenerationPrompt = c.Value.TryGetProperty("add_generation_prompt", out var add) && add.GetBoolean(),
        });

    public static JsonElement Read(string name) => JsonDocument.Parse(Text(name)).RootElement;

    public static string Text(string name) => File.ReadAllText(Path.Combine(Folder(), name));

    private static string Folder()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "OlmoRL.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("no OlmoRL.sln above the tests");
        return Path.Combine(folder, "tests", "golden", "templates");
    }
}
