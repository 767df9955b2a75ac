using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace OlmoRL.Models.Native;

/// <summary>The address of a CPU tensor's first element, for code that reads and writes tensors itself.</summary>
/// <remarks>Valid while the tensor lives. The tensor must be contiguous.</remarks>
public static unsafe partial class TensorMemory
{
    /// <summary>Of an fp32 tensor.</summary>
    public static float* Floats(Tensor tensor) => (float*)Address(tensor, ScalarType.Float32);

    /// <summary>Of a bf16 tensor, as the bits of its numbers.</summary>
    public static ushort* BFloats(Tensor tensor) => (ushort*)Address(tensor, ScalarType.BFloat16);

    /// <summary>Of an int64 tensor.</summary>
    public static long* Longs(Tensor tensor) => (long*)Address(tensor, ScalarType.Int64);

    /// <summary>Of a contiguous fp32 tensor on any device: no address for this process to read.</summary>
    public static float* DeviceFloats(Tensor tensor) => tensor.dtype == ScalarType.Float32 && tensor.is_contiguous()
        ? (float*)THSTensor_data(tensor.Handle)
        : throw new ArgumentException($"a contiguous fp32 tensor is needed, not {tensor.dtype}", nameof(tensor));

    private static nint Address(Tensor tensor, ScalarType type) =>
        tensor.dtype == type && tensor.device_type == TorchSharp.DeviceType.CPU && tensor.is_contiguous()
            ? THSTensor_data(tensor.Handle)
            : throw new ArgumentException($"a contiguous {type} tensor in CPU memory is needed, not {tensor.dtype} on {tensor.device}", nameof(tensor));

    [LibraryImport("LibTorchSharp")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint THSTensor_data(nint tensor);
}
