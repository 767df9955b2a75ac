using System.Text.Json;
using System.Text.Json.Serialization;

namespace OlmoRL.Runs;

/// <summary>What a run needs besides weights, optimizer and live groups to go on: state.json of a snapshot.</summary>
/// <remarks>
/// Random streams derive from (seed, purpose, index), so no generator state is kept. Prompts drawn so far are exactly
/// 0 to <see cref="NextDraw"/>: those that prompts.jsonl settles within <see cref="PromptsBytes"/>, and <see cref="Live"/>.
/// </remarks>
public sealed record RunState
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>Steps taken; also the policy version.</summary>
    public required int Step { get; init; }

    /// <summary>First place of the prompt order that was never drawn.</summary>
    public required long NextDraw { get; init; }

    /// <summary>Groups under way, ascending; their content is beside this file.</summary>
    public required IReadOnlyList<PromptRecord> Live { get; init; }

    /// <summary>Items that are passed over because they were solved, ascending.</summary>
    public IReadOnlyList<string> Solved { get; init; } = [];

    /// <summary>Length of prompts.jsonl.</summary>
    public required long PromptsBytes { get; init; }

    /// <summary>Length of schedule.jsonl; 0 when the run keeps none.</summary>
    public required long ScheduleBytes { get; init; }

    /// <summary>Digest of the resolved recipe; another recipe must not continue this run.</summary>
    public required string RecipeDigest { get; init; }

    /// <summary>Digest of the start checkpoint's config and tokenizer.</summary>
    public required string ModelDigest { get; init; }

    /// <summary>Reads state.json of a snapshot folder.</summary>
    /// <exception cref="InvalidDataException">It is missing or malformed.</exception>
    public static RunState Read(string folder)
    {
        var path = Path.Combine(folder, "state.json");
        try
        {
            return JsonSerializer.Deserialize<RunState>(File.ReadAllText(path), Json)
                ?? throw new InvalidDataException($"{path}: empty");
        }
        catch (Exception broken) when (broken is JsonException or FileNotFoundException)
        {
            throw new InvalidDataException($"{path}: {broken.Message}");
        }
    }

    /// <summary>Writes state.json.</summary>
    public void Write(string folder) =>
        File.WriteAllText(Path.Combine(folder, "state.json"), JsonSerializer.Serialize(this, Json));
}
