using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace OlmoRL.Inference.Cpu;

/// <summary>The address of a CPU tensor's first element.</summary>
internal static partial class TensorMemory
{
    /// <summary>Valid while the tensor lives. fp32 only.</summary>
    public static unsafe float* Floats(Tensor tensor)
    {
        if (tensor.dtype != ScalarType.Float32 || tensor.device_type != TorchSharp.DeviceType.CPU)
            throw new ArgumentException($"an fp32 tensor in CPU memory is needed, not {tensor.dtype} on {tensor.device}", nameof(tensor));
        return (float*)THSTensor_data(tensor.Handle);
    }

    [LibraryImport("LibTorchSharp")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint THSTensor_data(nint tensor);
}
