namespace OlmoRL.Flow;

/// <summary>Something that is waited for now.</summary>
/// <param name="For">What, as it is said to a user; waits for the same are said together.</param>
/// <param name="Id">Which: a group, a worker; empty where there is only one.</param>
public readonly record struct Wait(string For, string Id = "");

/// <summary>Says of every wait that lasts longer than a threshold what is waited for, which, and how long: again each time it has doubled.</summary>
public sealed class SlowWaits(TimeSpan threshold, TimeProvider time)
{
    private const int MostIds = 10;
    private Dictionary<Wait, (long Began, TimeSpan Next)> _lasting = [];

    /// <summary>Takes what is waited for now, and returns the lines that are due.</summary>
    public IReadOnlyList<string> Look(IEnumerable<Wait> waits)
    {
        var now = time.GetTimestamp();
        var lasting = new Dictionary<Wait, (long Began, TimeSpan Next)>();
        var due = new List<(Wait Wait, TimeSpan Lasts)>();
        foreach (var wait in waits.Distinct())
        {
            var (began, next) = _lasting.GetValueOrDefault(wait, (now, threshold));
            var lasts = time.GetElapsedTime(began, now);
            if (lasts >= next)
            {
                due.Add((wait, lasts));
                next = 2 * lasts;
            }

            lasting.Add(wait, (began, next));
        }

        _lasting = lasting;
        return [.. due.GroupBy(d => d.Wait.For).Select(g => Line(g.Key, [.. g.Select(d => d.Wait.Id).Where(id => id.Length > 0)], g.Max(d => d.Lasts)))];
    }

    private static string Line(string what, IReadOnlyList<string> ids, TimeSpan lasts)
    {
        var named = ids.Count == 0 ? "" : $": {string.Join(", ", ids.Take(MostIds))}{(ids.Count > MostIds ? $" and {ids.Count - MostIds} more" : "")}";
        return FormattableString.Invariant($"waits {lasts.TotalSeconds:F0} s for {what}{named}");
    }
}
