using System.Text.Json;

namespace OlmoRL.Verification.Judging;

/// <summary>Judgements on disk, one file each, named by the digest of judge and question.</summary>
/// <param name="folder">Empty keeps nothing.</param>
public sealed class JudgeCache(string folder)
{
    /// <summary>A judgement that was kept; null without one, or where its file is damaged.</summary>
    public JudgeReply? Find(string digest)
    {
        if (folder.Length == 0 || !File.Exists(PathOf(digest)))
            return null;
        try
        {
            return JsonSerializer.Deserialize<JudgeReply>(File.ReadAllText(PathOf(digest)));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Keeps a judgement; complete or not at all.</summary>
    public void Keep(string digest, JudgeReply reply)
    {
        if (folder.Length == 0)
            return;
        var path = PathOf(digest);
        _ = Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        File.WriteAllText(temporary, JsonSerializer.Serialize(reply));
        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>Spread over folders by the first two digits: a run keeps many.</summary>
    private string PathOf(string digest)
    {
        var hex = digest[(digest.IndexOf(':', StringComparison.Ordinal) + 1)..];
        return Path.Combine(folder, hex[..2], $"{hex}.json");
    }
}
