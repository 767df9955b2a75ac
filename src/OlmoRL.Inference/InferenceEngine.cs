using OlmoRL.Models;
using OlmoRL.Rollouts;

namespace OlmoRL.Inference;

/// <summary>A token sampled in a step.</summary>
/// <param name="Key">Of which sequence.</param>
/// <param name="TokenId">What was drawn.</param>
/// <param name="LogProb">Its log-prob under the distribution it was drawn from.</param>
/// <param name="Finish">Why the sequence ended with it, or null when it goes on.</param>
public readonly record struct SampledToken(SequenceKey Key, int TokenId, float LogProb, FinishReason? Finish);

/// <summary>What one engine step did.</summary>
/// <param name="Version">The weights that sampled every token of the step.</param>
/// <param name="Tokens">One a running sequence, in slot order.</param>
/// <param name="ComputedTokens">Tokens in the forward pass, prompts included.</param>
public sealed record EngineStep(PolicyVersion Version, IReadOnlyList<SampledToken> Tokens, int ComputedTokens);

/// <summary>Continuous batching over a model: a deterministic state machine that is driven one step at a time.</summary>
/// <remarks>
/// Equal inputs (add, cancel, update weights, each between the same two steps) and equal seeds give equal bytes. It has
/// no thread and no clock; the owner calls it from one thread. Live sequences keep their cached keys over a weight
/// update, as PipelineRL does (arXiv 2509.19128); every token is stamped with the version that sampled it.
/// </remarks>
public sealed class InferenceEngine(EngineOptions options, IModelRunner runner) : IDisposable
{
    private readonly Scheduler _scheduler = new(options);
    private readonly Sampler _sampler = new(runner.VocabularySize);

    /// <summary>The weights in use.</summary>
    public PolicyVersion Version { get; private set; } = PolicyVersion.Start;

    /// <summary>Whether a step would compute anything.</summary>
    public bool HasWork => RunningCount + WaitingCount > 0;

    /// <summary>Sequences in a slot.</summary>
    public int RunningCount => _scheduler.Running.Count;

    /// <summary>Sequences that wait for a slot.</summary>
    public int WaitingCount => _scheduler.WaitingCount;

    /// <summary>Slots that no running or waiting sequence will take; negative when sequences wait.</summary>
    public int FreeSlots => options.MaxRunning - RunningCount - WaitingCount;

    /// <summary>Queues a sequence for the next free slot.</summary>
    public void Add(GenerationRequest request) => _scheduler.Add(new Sequence(request));

    /// <summary>Drops all sequences of a group and frees their blocks at once; returns how many there were.</summary>
    public int Cancel(long groupId) => _scheduler.Cancel(groupId);

    /// <summary>Samples from other weights from the next step on; live sequences go on.</summary>
    public void UpdateWeights(PolicyVersion version, TransformerWeights weights)
    {
        runner.UseWeights(weights);
        Version = version;
        _scheduler.ForgetSharedPrompts();
    }

    /// <summary>One forward pass, one token for every running sequence.</summary>
    public EngineStep Step()
    {
        var batch = _scheduler.Schedule();
        if (batch.Count == 0)
            return new EngineStep(Version, [], 0);
        var logits = runner.Run(batch);
        var sampled = new SampledToken[batch.Count];
        for (var i = 0; i < batch.Count; i++)
        {
            var sequence = batch[i].Sequence;
            sequence.CachedCount = sequence.Tokens.Count;
            var row = logits.Slice(i * runner.VocabularySize, runner.VocabularySize);
            var (token, logProb) = _sampler.Sample(
                row, sequence.Request.Sampling.Temperature, sequence.Request.Seed, sequence.Tokens.Count);
            sampled[i] = new SampledToken(sequence.Request.Key, token, logProb, sequence.Append(token));
        }

        for (var i = 0; i < batch.Count; i++)
        {
            if (sampled[i].Finish is not null)
                _scheduler.Finish(batch[i].Sequence);
        }

        return new EngineStep(Version, sampled, batch.Sum(b => b.Count));
    }

    /// <inheritdoc/>
    public void Dispose() => runner.Dispose();
}
