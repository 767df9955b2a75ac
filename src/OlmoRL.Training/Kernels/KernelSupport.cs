using OlmoRL.Models;
using static TorchSharp.torch;

namespace OlmoRL.Training.Kernels;

/// <summary>Where these kernels can compute.</summary>
internal static class KernelSupport
{
    /// <summary>On a CPU that multiplies bf16, under a libtorch that lends its products and threads.</summary>
    public static bool IsAvailable(Device device) =>
        device.type == TorchSharp.DeviceType.CPU && TorchTeam.IsSupported && BlockProduct.IsSupported;

    /// <summary>Whether a model is bf16 and its rows are whole vectors.</summary>
    public static bool Covers(CausalLanguageModel model) =>
        model.Weights.Embedding.dtype == ScalarType.BFloat16
        && model.Config.HeadSize % (2 * BFloats.Width) == 0
        && model.Config.HiddenSize % BFloats.Width == 0
        && model.Config.IntermediateSize % BFloats.Width == 0
        && IsAvailable(model.Weights.Embedding.device);
}
