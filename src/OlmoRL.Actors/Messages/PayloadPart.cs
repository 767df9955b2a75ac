using MessagePack;

namespace OlmoRL.Actors.Messages;

/// <summary>A slice of something too large for one message.</summary>
[MessagePackObject]
public sealed record PayloadPart([property: Key(0)] int Index, [property: Key(1)] int Count, [property: Key(2)] byte[] Bytes)
{
    /// <summary>Bytes of a slice; Akka's frames end at 128 kB.</summary>
    public const int MaxBytes = 64_000;

    /// <summary>Cuts a payload into slices, in order; an empty one still has a slice.</summary>
    public static IEnumerable<PayloadPart> Split(byte[] payload)
    {
        var count = Math.Max(1, (payload.Length + MaxBytes - 1) / MaxBytes);
        for (var i = 0; i < count; i++)
            yield return new PayloadPart(i, count, payload[(i * MaxBytes)..Math.Min(payload.Length, (i + 1) * MaxBytes)]);
    }
}

/// <summary>Puts slices of several payloads together again.</summary>
internal sealed class PayloadAssembler<TKey>
    where TKey : notnull
{
    private readonly Dictionary<TKey, PayloadPart?[]> _open = [];

    /// <summary>Takes a slice; returns the payload when it was the last one missing.</summary>
    public byte[]? Add(TKey key, PayloadPart part)
    {
        if (!_open.TryGetValue(key, out var parts))
            _open[key] = parts = new PayloadPart?[part.Count];
        parts[part.Index] = part;
        if (Array.IndexOf(parts, null) >= 0)
            return null;
        _ = _open.Remove(key);
        var payload = new byte[parts.Sum(p => p!.Bytes.Length)];
        var offset = 0;
        foreach (var received in parts)
        {
            received!.Bytes.CopyTo(payload, offset);
            offset += received.Bytes.Length;
        }

        return payload;
    }
}
