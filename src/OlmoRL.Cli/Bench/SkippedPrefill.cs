using OlmoRL.Inference;
using OlmoRL.Models.Weights;

namespace OlmoRL.Cli.Bench;

/// <summary>A runner that leaves prompts' keys and values at zero: decoding costs the same, and long contexts are there at once.</summary>
internal sealed class SkippedPrefill(IModelRunner runner) : IModelRunner
{
    private float[] _zeros = [];

    /// <inheritdoc/>
    public int VocabularySize => runner.VocabularySize;

    /// <inheritdoc/>
    public int SlidingWindow => runner.SlidingWindow;

    /// <inheritdoc/>
    public ThreadTeam Team => runner.Team;

    /// <inheritdoc/>
    public StepProfile? Profile
    {
        get => runner.Profile;
        set => runner.Profile = value;
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<float> Run(ScheduledBatch batch)
    {
        if (batch.Spans.TrueForAll(s => s.Count == 1))
            return runner.Run(batch);
        if (_zeros.Length < batch.LogitCount * VocabularySize)
            _zeros = new float[batch.LogitCount * VocabularySize];
        return _zeros.AsMemory(0, batch.LogitCount * VocabularySize);
    }

    /// <inheritdoc/>
    public void UseWeights(IEngineWeights weights) => runner.UseWeights(weights);

    /// <inheritdoc/>
    public void Dispose() => runner.Dispose();
}
