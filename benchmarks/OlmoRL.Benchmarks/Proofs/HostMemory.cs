using System.ComponentModel;
using System.Runtime.InteropServices;

namespace OlmoRL.Benchmarks.Proofs;

/// <summary>Memory of a virtual machine that its host has given, for a while.</summary>
/// <remarks>
/// A host takes free memory back within seconds and gives it again, slowly, when it is touched: that would be timed, and
/// is no part of what is measured. Claimed memory goes back to the kernel, not to an allocator: whoever takes it next
/// still takes it page by page.
/// </remarks>
internal static unsafe partial class HostMemory
{
    private const int ReadWrite = 3;
    private const int PrivateAnonymous = 0x22;
    private const int HugePages = 14;
    private const int Stride = 4096;

    /// <summary>Touches so much memory and gives it back.</summary>
    public static void Claim(long bytes)
    {
        var at = Map(null, (nuint)bytes, ReadWrite, PrivateAnonymous, -1, 0);
        if (at == (byte*)-1)
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        _ = Advise(at, (nuint)bytes, HugePages);
        for (var i = 0L; i < bytes; i += Stride)
            at[i] = 1;
        _ = Unmap(at, (nuint)bytes);
    }

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial byte* Map(byte* at, nuint bytes, int protection, int flags, int file, long offset);

    [LibraryImport("libc", EntryPoint = "madvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Advise(byte* at, nuint bytes, int advice);

    [LibraryImport("libc", EntryPoint = "munmap")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Unmap(byte* at, nuint bytes);
}
