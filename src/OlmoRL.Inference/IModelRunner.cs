using OlmoRL.Models;

namespace OlmoRL.Inference;

/// <summary>Computes the logits that the scheduled sequences are sampled from: the only part of the engine with tensors.</summary>
public interface IModelRunner : IDisposable
{
    /// <summary>Logits per row.</summary>
    int VocabularySize { get; }

    /// <summary>Runs one forward pass.</summary>
    /// <returns>Logits of each entry's last token, [entries * vocab]; valid until the next call.</returns>
    ReadOnlySpan<float> Run(IReadOnlyList<ScheduledTokens> batch);

    /// <summary>Uses other weights from the next pass on. The caller keeps owning them.</summary>
    void UseWeights(TransformerWeights weights);
}
