using System.IO.Hashing;
using Microsoft.Win32.SafeHandles;
using OlmoRL.Models.Weights;

namespace OlmoRL.Actors.Cluster;

/// <summary>Names a version's file by its XxHash128: against damage, at the speed of memory. Against forgery there is TLS.</summary>
public static class WeightDigest
{
    private const int BufferBytes = 1 << 20;

    /// <summary>xxh128: and 32 hexadecimal digits.</summary>
    public static string OfFile(string path)
    {
        using SafeFileHandle file = File.OpenHandle(path, share: FileShare.Read | FileShare.Delete, options: FileOptions.SequentialScan);
        var (hash, buffer) = (new XxHash128(), new byte[BufferBytes]);
        for (long offset = 0; RandomAccess.Read(file, buffer, offset) is var count and > 0; offset += count)
            hash.Append(buffer.AsSpan(0, count));
        return $"xxh128:{SharedWeightStore.Format(hash.GetCurrentHashAsUInt128())}";
    }
}
