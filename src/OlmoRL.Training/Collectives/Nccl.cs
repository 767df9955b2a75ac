using System.Runtime.InteropServices;

namespace OlmoRL.Training.Collectives;

/// <summary>NCCL through its C interface (nccl.h, 2.x).</summary>
/// <remarks>Written to the specification; it has never run, for no machine here has a GPU.</remarks>
internal sealed unsafe class Nccl
{
    /// <summary>What libtorch for CUDA brings along.</summary>
    public const string Library = "libnccl.so.2";

    /// <summary>ncclFloat32.</summary>
    public const int Float32 = 7;

    /// <summary>ncclSum.</summary>
    public const int Sum = 0;

    private Nccl(nint library)
    {
        GetUniqueId = (delegate* unmanaged<UniqueId*, int>)NativeLibrary.GetExport(library, "ncclGetUniqueId");
        InitRank = (delegate* unmanaged<nint*, int, UniqueId, int, int>)NativeLibrary.GetExport(library, "ncclCommInitRank");
        AllReduce = (delegate* unmanaged<void*, void*, nuint, int, int, nint, nint, int>)NativeLibrary.GetExport(library, "ncclAllReduce");
        Broadcast = (delegate* unmanaged<void*, void*, nuint, int, int, nint, nint, int>)NativeLibrary.GetExport(library, "ncclBroadcast");
        Destroy = (delegate* unmanaged<nint, int>)NativeLibrary.GetExport(library, "ncclCommDestroy");
        ErrorString = (delegate* unmanaged<int, byte*>)NativeLibrary.GetExport(library, "ncclGetErrorString");
    }

    public delegate* unmanaged<UniqueId*, int> GetUniqueId { get; }

    public delegate* unmanaged<nint*, int, UniqueId, int, int> InitRank { get; }

    public delegate* unmanaged<void*, void*, nuint, int, int, nint, nint, int> AllReduce { get; }

    public delegate* unmanaged<void*, void*, nuint, int, int, nint, nint, int> Broadcast { get; }

    public delegate* unmanaged<nint, int> Destroy { get; }

    private delegate* unmanaged<int, byte*> ErrorString { get; }

    /// <summary>Loads the library.</summary>
    /// <exception cref="DllNotFoundException">It is not there.</exception>
    public static Nccl Load() => new(NativeLibrary.Load(Library));

    /// <summary>Throws what a result code means, unless it is success.</summary>
    public void Require(int code)
    {
        if (code != 0)
            throw new InvalidOperationException($"NCCL: {Marshal.PtrToStringUTF8((nint)ErrorString(code))}");
    }

    /// <summary>ncclUniqueId: what the first rank makes and all join with, 128 bytes passed by value.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct UniqueId
    {
        /// <summary>Its size.</summary>
        public const int ByteCount = 128;

        public fixed byte Bytes[ByteCount];
    }
}
