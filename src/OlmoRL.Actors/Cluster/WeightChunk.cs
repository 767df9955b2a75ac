using System.Buffers.Binary;
using System.IO.Hashing;

namespace OlmoRL.Actors.Cluster;

/// <summary>How weights are asked for and answered on their own connection: fixed headers, little endian.</summary>
/// <remarks>
/// A request is version, offset and count, 8 bytes each. An answer is the file's length (-1 when the version is gone),
/// the XxHash128 of the bytes that follow, and their count. The count <see cref="Where"/> asks for the file's place instead,
/// see <see cref="SharedFile"/>.
/// </remarks>
internal static class WeightChunk
{
    public const int RequestBytes = 24;
    public const int AnswerBytes = 32;

    /// <summary>A count that asks where the file lies.</summary>
    public const int Where = -1;

    /// <summary>Most bytes of one answer.</summary>
    public const int MaxBytes = 4 << 20;

    /// <summary>Chunks of a file.</summary>
    public static int CountOf(long length) => (int)((length + MaxBytes - 1) / MaxBytes);

    public static byte[] Request(long version, long offset, int count)
    {
        var bytes = new byte[RequestBytes];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, version);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8), offset);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(16), count);
        return bytes;
    }

    /// <summary>Reads a request; null for one that nobody of ours sends.</summary>
    public static (long Version, long Offset, int Count)? ReadRequest(ReadOnlySpan<byte> bytes)
    {
        var (version, offset, count) = (BinaryPrimitives.ReadInt64LittleEndian(bytes),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]), BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]));
        return version < 0 || offset < 0 || count is < Where or > MaxBytes ? null : (version, offset, (int)count);
    }

    public static byte[] Answer(long length, ReadOnlySpan<byte> body)
    {
        var bytes = new byte[AnswerBytes];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, length);
        BinaryPrimitives.WriteUInt128LittleEndian(bytes.AsSpan(8), XxHash128.HashToUInt128(body));
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(24), body.Length);
        return bytes;
    }

    public static (long Length, UInt128 Digest, long Count) ReadAnswer(ReadOnlySpan<byte> bytes) =>
        (BinaryPrimitives.ReadInt64LittleEndian(bytes), BinaryPrimitives.ReadUInt128LittleEndian(bytes[8..]), BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]));
}
