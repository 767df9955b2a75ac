using System.IO.Hashing;
using System.Runtime.Intrinsics;

namespace OlmoRL.Inference.Cpu;

/// <summary>Writes memory from its first byte to its last, and digests what it writes while that is in the first-level cache.</summary>
/// <remarks>
/// Stores go past the caches, as those of a large memcpy do: nobody reads the weights soon, and a line that is
/// overwritten whole need not be read first.
/// </remarks>
internal sealed unsafe class PanelWriter(byte* at)
{
    private readonly XxHash128 _hash = new();
    private byte* _at = at;

    /// <summary>Appends whole cache lines.</summary>
    public void Write(byte* lines, int byteCount)
    {
        _hash.Append(new ReadOnlySpan<byte>(lines, byteCount));
        for (var end = lines + byteCount; lines < end; lines += Vector512<byte>.Count, _at += Vector512<byte>.Count)
            Vector512.Load(lines).StoreAlignedNonTemporal(_at);
    }

    /// <summary>Makes what was written visible to other threads; its XxHash128.</summary>
    public UInt128 Finish()
    {
        Thread.MemoryBarrier();
        return _hash.GetCurrentHashAsUInt128();
    }
}
