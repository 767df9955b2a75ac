using OlmoRL.Models.Attention;
using static TorchSharp.torch;

namespace OlmoRL.Inference;

/// <summary>Attention over a paged cache.</summary>
internal interface IPagedAttention : ILayerAttention, IDisposable
{
    /// <summary>Copies blocks, and says which tokens the next pass computes.</summary>
    void Begin(ScheduledBatch batch, Device device);
}
