using System.Text.Json;
using OlmoRL.Recipes;
using OlmoRL.Runs;

namespace OlmoRL.Flows.Stages;

/// <summary>What a stage's folder says of the run in it: stage.json.</summary>
/// <param name="Digest">Of all that decides the result; see <see cref="DigestOf"/>.</param>
/// <param name="Completed">Whether it ran to its end.</param>
internal sealed record StageState(string Digest, bool Completed)
{
    private const string FileName = "stage.json";

    /// <summary>Of kind, recipe and the content of the inputs. Neither places nor the program's version are part of it.</summary>
    public static string DigestOf(StageKind kind, IFlowStage stage, string folder)
    {
        var text = stage.Toml;
        foreach (var input in stage.Inputs.Distinct(StringComparer.Ordinal).OrderByDescending(i => i.Length))
            text = text.Replace(input, ContentOf(input), StringComparison.Ordinal);
        return ContentDigest.OfText($"{kind}\n{text.Replace(folder, "", StringComparison.Ordinal)}");
    }

    /// <summary>What a folder says; null when nothing, or nothing that can be read.</summary>
    public static StageState? Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<StageState>(File.ReadAllText(path)) : null;
        }
        catch (JsonException)
        {
            return null; // as if there were none: the stage runs anew
        }
    }

    /// <summary>Writes stage.json, atomically.</summary>
    public void Write(string folder)
    {
        var path = Path.Combine(folder, FileName);
        File.WriteAllText(path + ".tmp", JsonSerializer.Serialize(this));
        File.Move(path + ".tmp", path, overwrite: true);
    }

    private static string ContentOf(string path)
    {
        if (File.Exists(path))
            return ContentDigest.OfFile(path);
        return File.Exists(Path.Combine(path, "config.json"))
            ? ContentDigest.OfCheckpoint(path)
            : string.Join(' ', Data.Rows.RowFiles.Of(path).Select(ContentDigest.OfFile));
    }
}
