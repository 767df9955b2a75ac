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
        new TorchModelRunner(config, options);

    /// <summary>Room for weights in the form that the runner reads.</summary>
    public static IEngineWeights AllocateWeights(TransformerConfig config, EngineOptions options) =>
        TransformerWeights.Allocate(config, DataType(options.Precision), CPU);

    /// <summary>The tensor type of a precision.</summary>
    public static ScalarType DataType(EnginePrecision precision) =>
        precision == EnginePrecision.Bf16 ? ScalarType.BFloat16 : ScalarType.Float32;
}
