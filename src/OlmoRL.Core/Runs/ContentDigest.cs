using System.Security.Cryptography;
using System.Text;

namespace OlmoRL.Runs;

/// <summary>Names content by its SHA-256, so that lineage can be checked with `sha256sum`.</summary>
public static class ContentDigest
{
    private const string Prefix = "sha256:";

    /// <summary>Of a text's UTF-8 bytes: a resolved recipe.</summary>
    public static string OfText(string text) => Prefix + Hex(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>Of one file: a data set.</summary>
    public static string OfFile(string path)
    {
        using var file = File.OpenRead(path);
        return Prefix + Hex(SHA256.HashData(file));
    }

    /// <summary>
    /// Of a checkpoint folder: its config, tokenizer and weight files, as `sha256sum` lists them in ordinal order.
    /// Provenance is not part of it: it says where the content came from.
    /// </summary>
    public static string OfCheckpoint(string folder)
    {
        var lines = Directory.EnumerateFiles(folder).Select(f => Path.GetFileName(f)!)
            .Where(name => name != Provenance.FileName && Path.GetExtension(name) is ".json" or ".safetensors" or ".jinja" or ".txt")
            .Order(StringComparer.Ordinal)
            .Select(name => $"{OfFile(Path.Combine(folder, name))[Prefix.Length..]}  {name}\n");
        return OfText(string.Concat(lines));
    }

    private static string Hex(byte[] hash) => Convert.ToHexStringLower(hash);
}
