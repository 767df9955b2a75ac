using static TorchSharp.torch;

namespace OlmoRL.Training.Collectives;

/// <summary>Chooses how the learners of a run are joined: MPI, and NCCL above it where the weights are on GPUs.</summary>
public static class LearnerCollectives
{
    /// <summary>Joins the processes that one mpirun started; null where there is none, or only one.</summary>
    public static ICollective? Join(Device device) =>
        MpiCollective.Join() is not { } mpi ? null : device.type == TorchSharp.DeviceType.CUDA ? new NcclCollective(mpi) : mpi;
}
