using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace OlmoRL.Runs;

/// <summary>Appends the fate of every drawn prompt to prompts.jsonl, in the order in which fates fall.</summary>
public sealed class PromptLog(RunDirectory directory) : IDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    private readonly FileStream _file = new(directory.Prompts, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);

    /// <summary>Notes a fate.</summary>
    public void Add(PromptRecord record)
    {
        _file.Write(JsonSerializer.SerializeToUtf8Bytes(record, Json));
        _file.WriteByte((byte)'\n');
    }

    /// <summary>Hands everything to the system; returns the file's length.</summary>
    public long Flush()
    {
        _file.Flush();
        return _file.Length;
    }

    /// <summary>The records within the first bytes of a run's file.</summary>
    /// <exception cref="InvalidDataException">The file is shorter, or a line is no record.</exception>
    public static IReadOnlyList<PromptRecord> Read(RunDirectory directory, long length)
    {
        var lines = CutFile.ReadLines(directory.Prompts, length);
        try
        {
            return [.. lines.Select(line => JsonSerializer.Deserialize<PromptRecord>(line, Json)!)];
        }
        catch (JsonException broken)
        {
            throw new InvalidDataException($"{directory.Prompts}: {broken.Message}");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
