using OlmoRL.Models.Native;
using static TorchSharp.torch;

namespace OlmoRL.Training.Collectives;

/// <summary>Tensors on GPUs summed by NCCL; orders and figures go over the collective of the CPU.</summary>
/// <remarks>
/// Written to NCCL's specification; it has never run, for no machine here has a GPU. Calls are put on the default stream,
/// where libtorch's own kernels run, so they neither overtake the gradients nor are overtaken by the update.
/// </remarks>
public sealed unsafe class NcclCollective : ICollective
{
    private const nint DefaultStream = 0;
    private readonly Nccl _nccl = Nccl.Load();
    private readonly ICollective _control;
    private readonly nint _communicator;

    /// <summary>Joins all learners of <paramref name="control"/>, each with the GPU that is current on this thread.</summary>
    /// <exception cref="DllNotFoundException">There is no NCCL.</exception>
    public NcclCollective(ICollective control)
    {
        _control = control;
        Nccl.UniqueId id;
        if (Rank == 0)
            _nccl.Require(_nccl.GetUniqueId(&id));
        var bytes = control.Broadcast(Rank == 0 ? new ReadOnlySpan<byte>(id.Bytes, Nccl.UniqueId.ByteCount).ToArray() : null);
        bytes.CopyTo(new Span<byte>(id.Bytes, Nccl.UniqueId.ByteCount));
        nint communicator;
        _nccl.Require(_nccl.InitRank(&communicator, Size, id, Rank));
        _communicator = communicator;
    }

    /// <inheritdoc/>
    public int Rank => _control.Rank;

    /// <inheritdoc/>
    public int Size => _control.Size;

    /// <inheritdoc/>
    public void Sum(Tensor tensor)
    {
        var numbers = TensorMemory.DeviceFloats(tensor);
        _nccl.Require(_nccl.AllReduce(numbers, numbers, (nuint)tensor.numel(), Nccl.Float32, Nccl.Sum, _communicator, DefaultStream));
    }

    /// <inheritdoc/>
    public void Sum(Span<double> numbers) => _control.Sum(numbers);

    /// <inheritdoc/>
    public double Max(double number) => _control.Max(number);

    /// <inheritdoc/>
    public void Gather(Tensor tensor)
    {
        var numbers = TensorMemory.DeviceFloats(tensor);
        for (var rank = 0; rank < Size; rank++)
        {
            var (start, length) = new Shard(rank, Size).Of(tensor.numel());
            _nccl.Require(_nccl.Broadcast(numbers + start, numbers + start, (nuint)length, Nccl.Float32, rank, _communicator, DefaultStream));
        }
    }

    /// <inheritdoc/>
    public byte[] Broadcast(byte[]? message) => _control.Broadcast(message);

    /// <inheritdoc/>
    public void Dispose()
    {
        _ = _nccl.Destroy(_communicator);
        _control.Dispose();
    }
}
