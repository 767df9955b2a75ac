using System.Runtime.InteropServices;

namespace OlmoRL.Training.Kernels;

/// <summary>Working memory of one kernel call on one thread, handed out piece by piece from one block.</summary>
/// <remarks>The block comes from the heap that libtorch uses, which keeps what is freed: taking it again touches no new page.</remarks>
internal sealed unsafe class Scratch(long byteCount) : IDisposable
{
    private const int CacheLine = 64;
    private readonly byte* _block = (byte*)NativeMemory.AlignedAlloc((nuint)byteCount, CacheLine);
    private long _used;

    /// <summary>The next numbers, not cleared.</summary>
    public T* Take<T>(long count)
        where T : unmanaged
    {
        var piece = _block + _used;
        _used += (count * sizeof(T) + CacheLine - 1) / CacheLine * CacheLine;
        return _used <= byteCount ? (T*)piece : throw new InvalidOperationException($"{byteCount} bytes of scratch memory are too few");
    }

    /// <inheritdoc/>
    public void Dispose() => NativeMemory.AlignedFree(_block);
}
