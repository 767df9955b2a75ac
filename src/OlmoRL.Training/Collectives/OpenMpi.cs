using System.Runtime.InteropServices;

namespace OlmoRL.Training.Collectives;

/// <summary>Open MPI through its C interface (MPI standard 3.1; handles are addresses of the library's own objects).</summary>
/// <remarks>Errors are fatal, as is MPI's default: the library says what it is and ends the process, and mpirun the others.</remarks>
internal sealed unsafe class OpenMpi
{
    /// <summary>What a machine needs; `openmpi-bin` brings it and mpirun.</summary>
    public const string Library = "libmpi.so.40";

    /// <summary>One thread at a time calls, whichever.</summary>
    public const int Serialized = 2;

    /// <summary>Results go where the input lies.</summary>
    public static readonly void* InPlace = (void*)1;

    private readonly nint _library;

    private OpenMpi(nint library)
    {
        _library = library;
        (World, Float, Double, Byte) = (Object("ompi_mpi_comm_world"), Object("ompi_mpi_float"), Object("ompi_mpi_double"), Object("ompi_mpi_byte"));
        (Sum, Max) = (Object("ompi_mpi_op_sum"), Object("ompi_mpi_op_max"));
        InitThread = (delegate* unmanaged<int*, byte***, int, int*, int>)Function("MPI_Init_thread");
        CommRank = (delegate* unmanaged<nint, int*, int>)Function("MPI_Comm_rank");
        CommSize = (delegate* unmanaged<nint, int*, int>)Function("MPI_Comm_size");
        AllReduce = (delegate* unmanaged<void*, void*, int, nint, nint, nint, int>)Function("MPI_Allreduce");
        Broadcast = (delegate* unmanaged<void*, int, nint, int, nint, int>)Function("MPI_Bcast");
        Send = (delegate* unmanaged<void*, int, nint, int, int, nint, int>)Function("MPI_Send");
        Receive = (delegate* unmanaged<void*, int, nint, int, int, nint, void*, int>)Function("MPI_Recv");
        Probe = (delegate* unmanaged<int, int, nint, int*, void*, int>)Function("MPI_Iprobe");
        Finalize = (delegate* unmanaged<int>)Function("MPI_Finalize");
    }

    public nint World { get; }

    public nint Float { get; }

    public nint Double { get; }

    public nint Byte { get; }

    public nint Sum { get; }

    public nint Max { get; }

    public delegate* unmanaged<int*, byte***, int, int*, int> InitThread { get; }

    public delegate* unmanaged<nint, int*, int> CommRank { get; }

    public delegate* unmanaged<nint, int*, int> CommSize { get; }

    public delegate* unmanaged<void*, void*, int, nint, nint, nint, int> AllReduce { get; }

    public delegate* unmanaged<void*, int, nint, int, nint, int> Broadcast { get; }

    public delegate* unmanaged<void*, int, nint, int, int, nint, int> Send { get; }

    public delegate* unmanaged<void*, int, nint, int, int, nint, void*, int> Receive { get; }

    public delegate* unmanaged<int, int, nint, int*, void*, int> Probe { get; }

    public delegate* unmanaged<int> Finalize { get; }

    /// <summary>Loads the library, or gives null where there is none.</summary>
    public static OpenMpi? TryLoad() => NativeLibrary.TryLoad(Library, out var library) ? new OpenMpi(library) : null;

    private nint Object(string name) => NativeLibrary.GetExport(_library, name);

    private nint Function(string name) => NativeLibrary.GetExport(_library, name);
}
