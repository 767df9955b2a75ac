using System.Text.Json;

namespace OlmoRL.Training.Documents;

/// <summary>What a run over documents needs besides weights and optimizer to go on: state.json of a snapshot.</summary>
/// <param name="Step">Steps taken; the batch plan tells the rest.</param>
/// <param name="Digest">Of all that decides the course of the run; another recipe must not continue it.</param>
public sealed record DocumentState(int Step, string Digest)
{
    private const string FileName = "state.json";
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Reads a snapshot folder's.</summary>
    /// <exception cref="InvalidDataException">It is missing or malformed.</exception>
    public static DocumentState Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            return JsonSerializer.Deserialize<DocumentState>(File.ReadAllText(path), Json) ?? throw new InvalidDataException($"{path}: empty");
        }
        catch (Exception broken) when (broken is JsonException or FileNotFoundException)
        {
            throw new InvalidDataException($"{path}: {broken.Message}");
        }
    }

    /// <summary>Writes it into a snapshot folder.</summary>
    public void Write(string folder) => File.WriteAllText(Path.Combine(folder, FileName), JsonSerializer.Serialize(this, Json));
}
