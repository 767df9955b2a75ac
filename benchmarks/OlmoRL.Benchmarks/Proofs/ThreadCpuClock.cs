using System.Runtime.InteropServices;

namespace OlmoRL.Benchmarks.Proofs;

/// <summary>Processor time of the calling thread; waiting for a core is not in it. Linux.</summary>
internal static class ThreadCpuClock
{
    private const int ThreadClock = 3;

    /// <summary>Since the thread began.</summary>
    public static TimeSpan Now =>
        GetTime(ThreadClock, out var time) == 0 ? new TimeSpan(time.Seconds * TimeSpan.TicksPerSecond + time.Nanoseconds / TimeSpan.NanosecondsPerTick)
            : throw new PlatformNotSupportedException("no clock of a thread");

    [DllImport("libc", EntryPoint = "clock_gettime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetTime(int clock, out Timespec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct Timespec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
