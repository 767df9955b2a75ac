using OlmoRL.Batching;
using OlmoRL.Models;
using OlmoRL.Training.Kernels;
using OlmoRL.Training.Optimization;
using static TorchSharp.torch;

namespace OlmoRL.Training.Forward;

/// <summary>Chooses who computes the decoder: our kernels where they can, libtorch's operators anywhere else.</summary>
internal static class DecoderPasses
{
    /// <summary>A pass that can go backward.</summary>
    public static IDecoderPass Start(TrainedModel model, PackedBatch batch, bool checkpointing) => KernelSupport.Covers(model.Compute)
        ? new KernelDecoderPass(model, batch, checkpointing)
        : new AutogradDecoderPass(model, batch, checkpointing);

    /// <summary>States that predict a trained token, after the final norm, [trained, hidden]; the numbers of <see cref="Start"/>.</summary>
    public static Tensor NormedOf(CausalLanguageModel model, PackedBatch batch) => KernelSupport.Covers(model)
        ? KernelDecoderPass.NormedOf(model, batch)
        : AutogradDecoderPass.NormedOf(model, batch);
}
