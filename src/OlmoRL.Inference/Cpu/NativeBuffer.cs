using System.Runtime.InteropServices;

namespace OlmoRL.Inference.Cpu;

/// <summary>Memory outside the managed heap, aligned to cache lines and zero at first.</summary>
internal sealed unsafe class NativeBuffer : IDisposable
{
    private const nuint Alignment = 64;
    private byte* _address;

    /// <summary>Allocates it.</summary>
    public NativeBuffer(long byteCount)
    {
        ByteCount = byteCount;
        _address = (byte*)NativeMemory.AlignedAlloc((nuint)byteCount, Alignment);
        NativeMemory.Clear(_address, (nuint)byteCount);
    }

    /// <summary>Its size.</summary>
    public long ByteCount { get; }

    /// <summary>Where it starts.</summary>
    public byte* Address => _address is not null ? _address : throw new ObjectDisposedException(nameof(NativeBuffer));

    /// <summary>The same, as numbers.</summary>
    public float* Floats => (float*)Address;

    /// <inheritdoc/>
    public void Dispose()
    {
        NativeMemory.AlignedFree(_address);
        _address = null;
    }
}
