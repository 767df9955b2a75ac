using OlmoRL.Batching;
using OlmoRL.Models;
using OlmoRL.Training.Forward;
using static TorchSharp.torch;

namespace OlmoRL.Training;

/// <summary>A copy of the policy that the KL penalty holds on to; it may follow slowly (Polyak averaging).</summary>
public sealed class ReferencePolicy : IDisposable
{
    private readonly CausalLanguageModel _model;

    /// <summary>Copies the model's present weights.</summary>
    public ReferencePolicy(CausalLanguageModel policy)
    {
        var device = policy.Weights.Embedding.device;
        _model = new CausalLanguageModel(
            policy.Config, TransformerWeights.Allocate(policy.Config, ScalarType.Float32, device));
        _model.Weights.CopyFrom(policy.Weights);
    }

    /// <summary>The tensors, for snapshots.</summary>
    public TransformerWeights Weights => _model.Weights;

    /// <summary>Log-probs of the trained tokens, [trained].</summary>
    public float[] LogProbs(PackedBatch batch, double temperature, ForwardOptions options)
    {
        using var scope = NewDisposeScope();
        return PolicyPass.LogProbsOf(_model, batch, temperature, options).data<float>().ToArray();
    }

    /// <summary>reference = alpha * policy + (1 - alpha) * reference.</summary>
    public void Follow(CausalLanguageModel policy, double alpha)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        foreach (var (mine, theirs) in Weights.All.Zip(policy.Weights.All))
            _ = mine.lerp_(theirs, alpha);
    }

    /// <inheritdoc/>
    public void Dispose() => _model.Dispose();
}
