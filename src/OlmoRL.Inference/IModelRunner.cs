using OlmoRL.Models.Weights;

namespace OlmoRL.Inference;

/// <summary>Computes the logits that the scheduled sequences are sampled from: the only part of the engine with tensors.</summary>
public interface IModelRunner : IDisposable
{
    /// <summary>Logits per row.</summary>
    int VocabularySize { get; }

    /// <summary>Keys that sliding layers see; 0 when no layer slides.</summary>
    int SlidingWindow { get; }

    /// <summary>Threads that the runner computes with; between two passes others may use them.</summary>
    ThreadTeam Team { get; }

    /// <summary>Takes the times of stages, when somebody asks.</summary>
    StepProfile? Profile { get; set; }

    /// <summary>Runs one forward pass.</summary>
    /// <returns>Logits of the rows that need them, span after span, [logitRows * vocab]; valid until the next call.</returns>
    ReadOnlyMemory<float> Run(ScheduledBatch batch);

    /// <summary>Uses other weights from the next pass on. The caller keeps owning them.</summary>
    void UseWeights(IEngineWeights weights);
}
