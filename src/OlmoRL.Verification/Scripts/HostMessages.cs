using System.Buffers.Binary;
using System.Text.Json;
using OlmoRL.Rewards;

namespace OlmoRL.Verification.Scripts;

/// <summary>What a script host answers: whether the code loaded, then a verdict for every request.</summary>
/// <param name="Kind">ready, correct, incorrect or failed; or compile, missing, unusable.</param>
internal sealed record HostAnswer(string Kind, double Score = 0, string Reason = "", string File = "", int Line = 0, int Column = 0)
{
    public static HostAnswer Of(Verdict verdict) => verdict switch
    {
        Verdict.Correct(var score) => new("correct", score),
        Verdict.Incorrect(var reason) => new("incorrect", Reason: reason),
        Verdict.Failed(var reason) => new("failed", Reason: reason),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    public Verdict ToVerdict() => Kind switch
    {
        "correct" => new Verdict.Correct(Score),
        "incorrect" => new Verdict.Incorrect(Reason),
        _ => new Verdict.Failed(Reason),
    };
}

/// <summary>Messages between us and a script host: JSON behind its length (4 bytes, little endian).</summary>
internal static class HostMessages
{
    private const int MaxLength = 256 << 20;

    public static async Task WriteAsync<T>(Stream stream, T message, CancellationToken cancellation)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(message);
        var frame = new byte[4 + json.Length];
        BinaryPrimitives.WriteInt32LittleEndian(frame, json.Length);
        json.CopyTo(frame, 4);
        await stream.WriteAsync(frame, cancellation).ConfigureAwait(false);
        await stream.FlushAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>The next message; null when the other side has closed.</summary>
    public static async Task<T?> ReadAsync<T>(Stream stream, CancellationToken cancellation)
        where T : class
    {
        var header = new byte[4];
        if (await stream.ReadAtLeastAsync(header, 4, throwOnEndOfStream: false, cancellation).ConfigureAwait(false) < 4)
            return null;
        return JsonSerializer.Deserialize<T>(await BodyAsync(stream, header, cancellation).ConfigureAwait(false));
    }

    /// <summary>The first message of a host, before anything is asynchronous.</summary>
    public static T? Read<T>(Stream stream)
        where T : class
    {
        var header = new byte[4];
        if (stream.ReadAtLeast(header, 4, throwOnEndOfStream: false) < 4)
            return null;
        var body = new byte[Length(header)];
        stream.ReadExactly(body);
        return JsonSerializer.Deserialize<T>(body);
    }

    private static async Task<byte[]> BodyAsync(Stream stream, byte[] header, CancellationToken cancellation)
    {
        var body = new byte[Length(header)];
        await stream.ReadExactlyAsync(body, cancellation).ConfigureAwait(false);
        return body;
    }

    private static int Length(byte[] header) => BinaryPrimitives.ReadInt32LittleEndian(header) is >= 0 and <= MaxLength and var length
        ? length : throw new InvalidDataException("the script host sent something else than a message");
}
