using OlmoRL.Models.Weights;

namespace OlmoRL.Inference.Tests.Fakes;

/// <summary>A model of two tokens whose sequences stop at lengths known beforehand: 1 ends, 0 goes on.</summary>
internal sealed class ScriptedModelRunner(Func<SequenceKey, int> lengthOf) : IModelRunner
{
    private float[] _logits = [];

    /// <summary>Sequences of each pass, in order.</summary>
    public List<SequenceKey[]> Passes { get; } = [];

    public int VocabularySize => 2;

    public int SlidingWindow => 0;

    public ThreadTeam Team { get; } = new(1);

    public StepProfile? Profile { get; set; }

    public ReadOnlyMemory<float> Run(ScheduledBatch batch)
    {
        Passes.Add([.. batch.Spans.Select(b => b.Sequence.Request.Key)]);
        _logits = [.. batch.Spans.SelectMany(b => b.Sequence.SampledCount + 1 >= lengthOf(b.Sequence.Request.Key)
            ? (float[])[-100, 100] : [100, -100])];
        return _logits;
    }

    public void UseWeights(IEngineWeights weights)
    {
    }

    public void Dispose()
    {
    }
}
