using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace OlmoRL.Flows.Pairs;

/// <summary>A prompt of a part, with what was chosen.</summary>
/// <param name="Item">Names the prompt within its data set.</param>
/// <param name="Prompt">Its text as the strong model read it.</param>
internal sealed record PartEntry(string Item, string Prompt, PairChoice Choice);

/// <summary>Parts on disk, and the rows made of them.</summary>
/// <param name="strongDigest">Of the strong checkpoint.</param>
/// <param name="weakDigest">Of the weak one, or null.</param>
internal sealed class PairsPart(string strongDigest, string? weakDigest)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    /// <summary>Writes a part, atomically.</summary>
    public static void Write(string path, IEnumerable<PartEntry> entries)
    {
        File.WriteAllLines(path + ".tmp", entries.Select(e => JsonSerializer.Serialize(e, Json)));
        File.Move(path + ".tmp", path, overwrite: true);
    }

    /// <summary>Reads a part.</summary>
    public static IEnumerable<PartEntry> Read(string path) =>
        File.ReadLines(path).Select(line => JsonSerializer.Deserialize<PartEntry>(line, Json)!);

    /// <summary>The row as sft (`completion`) or dpo (`chosen`, `rejected`) reads it, with its origin.</summary>
    public string Row(PartEntry entry)
    {
        var (chosen, rejected) = (entry.Choice.Chosen!, entry.Choice.Rejected);
        object provenance = new
        {
            item = entry.Item,
            strong = strongDigest,
            weak = weakDigest,
            chosen = Origin(chosen),
            rejected = rejected is null ? null : Origin(rejected),
        };
        return rejected is null
            ? JsonSerializer.Serialize(new { prompt = entry.Prompt, completion = chosen.Text, provenance }, Json)
            : JsonSerializer.Serialize(new { prompt = entry.Prompt, chosen = chosen.Text, rejected = rejected.Text, provenance }, Json);
    }

    private static object Origin(PairCandidate c) =>
        new { model = c.Model, sample = c.Sample, reward = c.Reward, correct = c.Correct, tokens = c.Tokens };
}
