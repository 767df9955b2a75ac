using OlmoRL.Actors.Hosting;
using OlmoRL.Rollouts;
using OlmoRL.Runs;

namespace OlmoRL.Flows.Pairs;

/// <summary>A checkpoint on the engine.</summary>
internal sealed class CheckpointPairsSampler(CheckpointSampler sampler) : IPairsSampler
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<RolloutGroup>> SampleAsync(
        IReadOnlyList<Prompt> prompts, int samples, double temperature, SeedSequence seeds, IProgress<int> progress) =>
        sampler.SampleAsync(prompts, samples, temperature, seeds, progress);

    /// <inheritdoc/>
    public void Dispose() => sampler.Dispose();
}
