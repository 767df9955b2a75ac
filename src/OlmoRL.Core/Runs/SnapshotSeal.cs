using System.Globalization;
using System.IO.Hashing;
using System.Text.Json;

namespace OlmoRL.Runs;

/// <summary>Digests of a folder's files in seal.json, so that damage is found before anything is restored from it.</summary>
public static class SnapshotSeal
{
    private const string Name = "seal.json";

    /// <summary>Forces the folder's files to disk and writes down their digests.</summary>
    public static void Write(string folder)
    {
        var digests = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateFiles(folder))
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
            digests[Path.GetFileName(path)] = Digest(file);
            file.Flush(flushToDisk: true);
        }

        using var seal = new FileStream(Path.Combine(folder, Name), FileMode.Create);
        JsonSerializer.Serialize(seal, digests);
        seal.Flush(flushToDisk: true);
    }

    /// <summary>Refuses a folder that is not as it was sealed.</summary>
    /// <exception cref="InvalidDataException">Names the file, and what to do.</exception>
    public static void Verify(string folder)
    {
        var path = Path.Combine(folder, Name);
        foreach (var (name, digest) in Read(path))
        {
            var sealedFile = Path.Combine(folder, name);
            if (!File.Exists(sealedFile))
                throw new InvalidDataException($"{sealedFile} is missing: {Advice(folder)}");
            using var file = File.OpenRead(sealedFile);
            if (Digest(file) != digest)
                throw new InvalidDataException($"{sealedFile} is damaged, its digest is not the one in {Name}: {Advice(folder)}");
        }
    }

    private static Dictionary<string, string> Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(path)) ?? [];
        }
        catch (Exception broken) when (broken is JsonException or FileNotFoundException)
        {
            throw new InvalidDataException($"{path} is missing or damaged: {Advice(Path.GetDirectoryName(path)!)}");
        }
    }

    private static string Advice(string folder) => $"delete {Path.GetFileName(folder)} to resume from the snapshot before it";

    private static string Digest(Stream file)
    {
        var hash = new XxHash128();
        hash.Append(file);
        return hash.GetCurrentHashAsUInt128().ToString("x32", CultureInfo.InvariantCulture);
    }
}
