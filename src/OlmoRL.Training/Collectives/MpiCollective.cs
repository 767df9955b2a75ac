using OlmoRL.Models.Native;
using static TorchSharp.torch;

namespace OlmoRL.Training.Collectives;

/// <summary>Learners started by mpirun, over Open MPI; tensors in CPU memory.</summary>
public sealed unsafe class MpiCollective : ICollective
{
    /// <summary>What Open MPI's mpirun sets for the processes it starts.</summary>
    public const string SizeVariable = "OMPI_COMM_WORLD_SIZE";

    /// <summary>Their numbers.</summary>
    public const string RankVariable = "OMPI_COMM_WORLD_RANK";

    private const int Largest = 1 << 30; // counts are 32 bits wide
    private const int Announcement = 7;
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(2);
    private readonly OpenMpi _mpi;

    private MpiCollective(OpenMpi mpi)
    {
        _mpi = mpi;
        int provided, rank, size;
        Require(mpi.InitThread(null, null, OpenMpi.Serialized, &provided));
        Require(mpi.CommRank(mpi.World, &rank));
        Require(mpi.CommSize(mpi.World, &size));
        if (provided < OpenMpi.Serialized)
            throw new InvalidOperationException("this Open MPI was built without threads; MPI_THREAD_SERIALIZED is needed");
        (Rank, Size) = (rank, size);
    }

    /// <inheritdoc/>
    public int Rank { get; }

    /// <inheritdoc/>
    public int Size { get; }

    /// <summary>Whether the library is there.</summary>
    public static bool IsAvailable => OpenMpi.TryLoad() is not null;

    /// <summary>Joins the processes that one mpirun started; null where there is none, or only one.</summary>
    /// <exception cref="InvalidOperationException">mpirun is there and its library is not.</exception>
    public static MpiCollective? Join()
    {
        if (!int.TryParse(Environment.GetEnvironmentVariable(SizeVariable), out var size) || size < 2)
            return null;
        return new MpiCollective(OpenMpi.TryLoad() ?? throw new InvalidOperationException($"mpirun started this process, but {OpenMpi.Library} is not there"));
    }

    /// <inheritdoc/>
    public void Sum(Tensor tensor)
    {
        var numbers = TensorMemory.Floats(tensor);
        for (var left = tensor.numel(); left > 0; left -= Largest, numbers += Largest)
            Require(_mpi.AllReduce(OpenMpi.InPlace, numbers, (int)Math.Min(left, Largest), _mpi.Float, _mpi.Sum, _mpi.World));
    }

    /// <inheritdoc/>
    public void Sum(Span<double> numbers)
    {
        fixed (double* at = numbers)
            Require(_mpi.AllReduce(OpenMpi.InPlace, at, numbers.Length, _mpi.Double, _mpi.Sum, _mpi.World));
    }

    /// <inheritdoc/>
    public double Max(double number)
    {
        Require(_mpi.AllReduce(OpenMpi.InPlace, &number, 1, _mpi.Double, _mpi.Max, _mpi.World));
        return number;
    }

    /// <inheritdoc/>
    public void Gather(Tensor tensor)
    {
        var numbers = TensorMemory.Floats(tensor);
        for (var rank = 0; rank < Size; rank++)
        {
            var (start, length) = new Shard(rank, Size).Of(tensor.numel());
            for (; length > 0; start += Largest, length -= Largest)
                Require(_mpi.Broadcast(numbers + start, (int)Math.Min(length, Largest), _mpi.Float, rank, _mpi.World));
        }
    }

    /// <inheritdoc/>
    public byte[] Broadcast(byte[]? message)
    {
        long length = message?.Length ?? 0;
        for (var rank = 1; message is not null && rank < Size; rank++)
            Require(_mpi.Send(&length, sizeof(long), _mpi.Byte, rank, Announcement, _mpi.World));
        if (message is null)
        {
            AwaitAnnouncement();
            Require(_mpi.Receive(&length, sizeof(long), _mpi.Byte, 0, Announcement, _mpi.World, null));
            message = new byte[length];
        }

        fixed (byte* at = message)
        {
            for (var sent = 0L; sent < length; sent += Largest)
                Require(_mpi.Broadcast(at + sent, (int)Math.Min(length - sent, Largest), _mpi.Byte, 0, _mpi.World));
        }

        return message;
    }

    /// <inheritdoc/>
    public void Dispose() => _ = _mpi.Finalize();

    /// <summary>Inside its own calls MPI spins, which would take a core from whoever makes the rollouts.</summary>
    private void AwaitAnnouncement()
    {
        using var pause = new ManualResetEventSlim();
        for (var isThere = 0; ;)
        {
            Require(_mpi.Probe(0, Announcement, _mpi.World, &isThere, null));
            if (isThere != 0)
                return;
            _ = pause.Wait(Patience);
        }
    }

    private static void Require(int code)
    {
        if (code != 0)
            throw new InvalidOperationException($"MPI error {code}");
    }
}
