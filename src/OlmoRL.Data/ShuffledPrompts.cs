using OlmoRL.Rollouts;
using OlmoRL.Runs;

namespace OlmoRL.Data;

/// <summary>A list of prompts, shuffled anew every epoch.</summary>
public sealed class ShuffledPrompts(IReadOnlyList<Prompt> prompts, SeedSequence seeds) : IPromptSource
{
    private readonly EpochShuffle _order = new(prompts.Count, seeds);

    /// <inheritdoc/>
    public int LongestPrompt { get; } = prompts.Max(p => p.TokenIds.Length);

    /// <inheritdoc/>
    public IReadOnlyCollection<string> VerifierNames { get; } =
        [.. prompts.SelectMany(p => p.Targets).Select(t => t.Verifier).Distinct(StringComparer.OrdinalIgnoreCase)];

    /// <inheritdoc/>
    public Prompt Draw(long index) => prompts[_order.At(index)];
}
