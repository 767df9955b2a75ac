using OlmoRL.Rollouts;

namespace OlmoRL.Flow;

/// <summary>Which prompts the policy solves well enough to be drawn no more: no-resampling.</summary>
/// <remarks>
/// A prompt whose group reaches the pass rate is passed over when its turn comes again, in the next epoch. Its places in
/// the order still count as drawn, so that the cursor stays the only record of where a run is.
/// </remarks>
/// <param name="passRate">Share of verified siblings that were solved; 0 passes nothing over.</param>
public sealed class SolvedPrompts(double passRate)
{
    private readonly SortedSet<string> _items = new(StringComparer.Ordinal);

    /// <summary>The items, in order, for snapshots.</summary>
    public IReadOnlyCollection<string> Items => _items;

    /// <summary>Takes back what a snapshot kept.</summary>
    public void Restore(IEnumerable<string> items) => _items.UnionWith(items);

    /// <summary>Takes a finished group.</summary>
    public void Add(RolloutGroup group)
    {
        var verified = group.Rollouts.Count(r => r.Reward is not null);
        if (passRate > 0 && verified > 0 && group.Rollouts.Count(r => r.Solved) >= passRate * verified)
            _ = _items.Add(group.Prompt.ItemId);
    }

    /// <summary>Whether a prompt is passed over.</summary>
    public bool Excludes(Prompt prompt) => _items.Contains(prompt.ItemId);
}
