using System.Text.Json;

namespace OlmoRL.Runs;

/// <summary>What a run needs besides weights and optimizer to go on: where it is in the prompt order.</summary>
/// <remarks>
/// Random streams derive from (seed, purpose, index), so no generator state is kept. Prompts drawn so far are exactly
/// 0 to <see cref="NextDraw"/>; those in <see cref="LiveGroups"/> are not trained yet and are sampled again.
/// </remarks>
public sealed record RunState
{
    /// <summary>Steps taken; also the policy version.</summary>
    public required int Step { get; init; }

    /// <summary>First place of the prompt order that was never drawn.</summary>
    public required long NextDraw { get; init; }

    /// <summary>Admitted groups that were neither trained nor filtered, ascending.</summary>
    public required IReadOnlyList<long> LiveGroups { get; init; }

    /// <summary>Digest of the resolved recipe; another recipe must not continue this run.</summary>
    public required string RecipeDigest { get; init; }

    /// <summary>Reads state.json of a snapshot folder.</summary>
    /// <exception cref="InvalidDataException">It is missing or malformed.</exception>
    public static RunState Read(string folder)
    {
        var path = Path.Combine(folder, "state.json");
        try
        {
            return JsonSerializer.Deserialize<RunState>(File.ReadAllText(path))
                ?? throw new InvalidDataException($"{path}: empty");
        }
        catch (Exception broken) when (broken is JsonException or FileNotFoundException)
        {
            throw new InvalidDataException($"{path}: {broken.Message}");
        }
    }

    /// <summary>Writes state.json.</summary>
    public void Write(string folder) =>
        File.WriteAllText(Path.Combine(folder, "state.json"), JsonSerializer.Serialize(this));
}
