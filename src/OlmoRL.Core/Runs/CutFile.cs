using System.Text;

namespace OlmoRL.Runs;

/// <summary>Append-only files of a run, which a snapshot knows by their length.</summary>
internal static class CutFile
{
    /// <summary>Cuts a file back to the length it had.</summary>
    /// <exception cref="InvalidDataException">It is shorter than it was.</exception>
    public static void Cut(string path, long length)
    {
        Require(path, length);
        if (length == 0)
        {
            File.Delete(path);
            return;
        }

        using var file = new FileStream(path, FileMode.Open, FileAccess.Write);
        file.SetLength(length);
    }

    /// <summary>The lines within the first bytes.</summary>
    /// <exception cref="InvalidDataException">The file is shorter.</exception>
    public static IReadOnlyList<string> ReadLines(string path, long length)
    {
        Require(path, length);
        if (length == 0)
            return [];
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[length];
        file.ReadExactly(bytes);
        return Encoding.UTF8.GetString(bytes).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static void Require(string path, long length)
    {
        var found = File.Exists(path) ? new FileInfo(path).Length : 0;
        if (found < length)
            throw new InvalidDataException($"{path} has {found} bytes, and had {length} when the snapshot was taken");
    }
}
