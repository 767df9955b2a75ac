using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace OlmoRL.Inference.Cpu;

/// <summary>Writes pieces of memory from their first byte to their last, and digests what it writes while that is in the first-level cache.</summary>
/// <remarks>
/// Stores go past the caches, as those of a large memcpy do: nobody reads the weights soon, and a line that is
/// overwritten whole need not be read first. For one thread.
/// </remarks>
internal sealed unsafe class PanelWriter
{
    private readonly XxHash128 _hash = new();
    private byte* _at;

    /// <summary>Begins a piece.</summary>
    public void Begin(byte* at)
    {
        _hash.Reset();
        _at = at;
    }

    /// <summary>Appends whole cache lines.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Write(byte* lines, int byteCount)
    {
        _hash.Append(new ReadOnlySpan<byte>(lines, byteCount));
        for (var end = lines + byteCount; lines < end; lines += Vector512<byte>.Count, _at += Vector512<byte>.Count)
            Vector512.Load(lines).StoreAlignedNonTemporal(_at);
    }

    /// <summary>Makes the piece visible to other threads; its XxHash128.</summary>
    public UInt128 Finish()
    {
        Thread.MemoryBarrier();
        return _hash.GetCurrentHashAsUInt128();
    }
}
