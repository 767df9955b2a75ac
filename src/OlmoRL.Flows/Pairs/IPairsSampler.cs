using OlmoRL.Rollouts;
using OlmoRL.Runs;

namespace OlmoRL.Flows.Pairs;

/// <summary>Samples and grades completions of one model.</summary>
internal interface IPairsSampler : IDisposable
{
    /// <summary>A group of so many completions for each prompt, in order of the prompts.</summary>
    Task<IReadOnlyList<RolloutGroup>> SampleAsync(
        IReadOnlyList<Prompt> prompts, int samples, double temperature, SeedSequence seeds, IProgress<int> progress);
}
