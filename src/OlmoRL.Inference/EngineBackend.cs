using OlmoRL.Inference.Cpu;
using OlmoRL.Models;
using OlmoRL.Models.Weights;
using OlmoRL.Recipes;
using static TorchSharp.torch;

namespace OlmoRL.Inference;

/// <summary>What computes an engine's passes, and the form its weights take, by the engine's options.</summary>
public static class EngineBackend
{
    /// <summary>A runner without weights yet.</summary>
    public static IModelRunner CreateRunner(TransformerConfig config, EngineOptions options) =>
        (options.Attention, options.Precision) switch
        {
            (AttentionKind.Torch, _) => new TorchModelRunner(config, options),
            (_, EnginePrecision.Bf16) => new CpuModelRunner<Bf16Storage>(config, options),
            _ => new CpuModelRunner<Fp32Storage>(config, options),
        };

    /// <summary>Room for weights in the form that the runner reads.</summary>
    public static IEngineWeights AllocateWeights(TransformerConfig config, EngineOptions options) =>
        options.Attention == AttentionKind.Cpu
            ? new CpuWeights(config, options.Precision)
            : TransformerWeights.Allocate(config, DataType(options.Precision), CPU);

    /// <summary>The tensor type of a precision.</summary>
    public static ScalarType DataType(EnginePrecision precision) =>
        precision == EnginePrecision.Bf16 ? ScalarType.BFloat16 : ScalarType.Float32;
}
