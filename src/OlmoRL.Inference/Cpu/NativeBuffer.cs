using System.Runtime.InteropServices;

namespace OlmoRL.Inference.Cpu;

/// <summary>Memory outside the managed heap, aligned to cache lines and zero at first.</summary>
/// <remarks>
/// Large buffers ask Linux for 2 MB pages: weights and caches are read end to end at every step, and with 4 kB pages the
/// processor spends a good part of that looking addresses up.
/// </remarks>
internal sealed unsafe partial class NativeBuffer : IDisposable
{
    private const nuint CacheLine = 64;
    private const nuint HugePage = 2 << 20;
    private const int MadvHugePage = 14;
    private byte* _address;

    /// <summary>Allocates it.</summary>
    public NativeBuffer(long byteCount)
    {
        ByteCount = byteCount;
        var isLarge = (nuint)byteCount >= HugePage;
        _address = (byte*)NativeMemory.AlignedAlloc((nuint)byteCount, isLarge ? HugePage : CacheLine);
        if (isLarge && OperatingSystem.IsLinux())
            _ = Advise(_address, (nuint)byteCount, MadvHugePage); // only advice: nothing depends on it
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

    [LibraryImport("libc", EntryPoint = "madvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Advise(void* address, nuint length, int advice);
}
