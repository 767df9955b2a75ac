using OlmoRL.Models;

namespace OlmoRL.Training.Optimization;

/// <summary>An optimizer over a model: which tensors weight decay leaves alone.</summary>
public static class ModelOptimizer
{
    /// <summary>Embedding, head and norms are not decayed (OLMo-core decays no embedding; norms are 1 at rest).</summary>
    public static AdamW Create(CausalLanguageModel model, AdamWOptions options)
    {
        var weights = model.Weights;
        return new AdamW(weights.All,
            [weights.Embedding, weights.Head, .. weights.All.Where(t => t.dim() == 1)], options);
    }
}
