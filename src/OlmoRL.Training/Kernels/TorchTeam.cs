using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using OlmoRL.Models.Native;
using static TorchSharp.torch;

namespace OlmoRL.Training.Kernels;

/// <summary>Runs our kernels on libtorch's own threads.</summary>
/// <remarks>
/// After an operator, libtorch's threads spin for milliseconds before they sleep: threads of ours would have to share the
/// cores with them. GOMP_parallel is the C interface that compilers call for `omp parallel`.
/// </remarks>
internal static unsafe class TorchTeam
{
    private static readonly delegate* unmanaged<delegate* unmanaged<void*, void>, void*, uint, uint, void> Parallel =
        (delegate* unmanaged<delegate* unmanaged<void*, void>, void*, uint, uint, void>)TorchRuntime.FindSymbol("GOMP_parallel");

    /// <summary>Whether libtorch brings the library that this needs.</summary>
    public static bool IsSupported => Parallel is not null;

    /// <summary>Calls the body once with each of [0, count), on any thread, in any order.</summary>
    public static void For(int count, Action<int> body)
    {
        var job = new Job(count, body);
        var handle = GCHandle.Alloc(job);
        try
        {
            Parallel(&Enter, (void*)GCHandle.ToIntPtr(handle), (uint)Math.Min(count, get_num_threads()), 0);
        }
        finally
        {
            handle.Free();
        }

        job.Rethrow();
    }

    [UnmanagedCallersOnly]
    private static void Enter(void* job) => ((Job)GCHandle.FromIntPtr((nint)job).Target!).Work();

    private sealed class Job(int count, Action<int> body)
    {
        private int _next;
        private ExceptionDispatchInfo? _fault;

        /// <summary>Never throws: the caller is native code.</summary>
        public void Work()
        {
            try
            {
                for (int i; (i = Interlocked.Increment(ref _next) - 1) < count;)
                    body(i);
            }
#pragma warning disable CA1031 // carried to the thread that asked
            catch (Exception fault)
            {
                _fault = ExceptionDispatchInfo.Capture(fault);
            }
#pragma warning restore CA1031
        }

        public void Rethrow() => _fault?.Throw();
    }
}
