using System.Numerics;
using OlmoRL.Runs;

namespace OlmoRL.Batching;

/// <summary>Which samples share a row: the better of first-fit decreasing and filling each row as full as can be.</summary>
/// <remarks>
/// Filling starts a row with the longest sample left and adds those whose lengths sum closest to the rest of the row, an
/// exact subset sum (minimum bin slack; Gupta and Ho 1999). First-fit decreasing needs at most 11/9 of the optimum plus
/// one row (Johnson 1973), so the result does too. While rows exceed the lower bound, a few of the emptiest and some others
/// are filled again, which gathers their slack until a row is free. Equal input gives equal rows.
/// </remarks>
public static class RowFilling
{
    private const int ImprovementRounds = 300;
    private const int ImprovementRows = 12;

    /// <summary>Rows of sample indices; each sample is in one of them.</summary>
    /// <param name="lengths">Tokens of each sample.</param>
    /// <param name="rowLength">Tokens of a row.</param>
    /// <exception cref="ArgumentException">A sample is longer than a row.</exception>
    public static IReadOnlyList<IReadOnlyList<int>> Assign(IReadOnlyList<int> lengths, int rowLength)
    {
        for (var i = 0; i < lengths.Count; i++)
        {
            if (lengths[i] > rowLength)
                throw new ArgumentException($"sample {i} has {lengths[i]} tokens; a row holds {rowLength}", nameof(lengths));
        }

        int[] descending = [.. Enumerable.Range(0, lengths.Count).OrderByDescending(i => lengths[i])];
        var fitted = FirstFit(descending, lengths, rowLength);
        if (fitted.Count <= LowerBound(lengths, rowLength))
            return fitted;
        var filled = Fill(descending, lengths, rowLength);
        var better = filled.Count < fitted.Count ? filled : fitted;
        Improve(better, lengths, rowLength, LowerBound(lengths, rowLength));
        return better;
    }

    /// <summary>No packing needs fewer rows: the larger of total length over row length and Martello and Toth's L2.</summary>
    public static int LowerBound(IReadOnlyList<int> lengths, int rowLength)
    {
        var best = (int)((lengths.Sum(l => (long)l) + rowLength - 1) / rowLength);
        foreach (var small in lengths.Where(l => l <= rowLength / 2).Append(0).Distinct())
        {
            // Samples above rowLength - small take a row alone; of those above half a row, no two share one.
            var alone = lengths.Count(l => l > rowLength - small);
            long[] halves = [.. lengths.Where(l => l > rowLength / 2 && l <= rowLength - small).Select(l => (long)l)];
            var free = halves.Length * (long)rowLength - halves.Sum();
            var rest = lengths.Where(l => l >= small && l <= rowLength / 2).Sum(l => (long)l) - free;
            best = Math.Max(best, alone + halves.Length + (int)Math.Max(0, (rest + rowLength - 1) / rowLength));
        }

        return best;
    }

    private static List<List<int>> FirstFit(int[] descending, IReadOnlyList<int> lengths, int rowLength)
    {
        List<List<int>> rows = [];
        List<int> room = [];
        foreach (var index in descending)
        {
            var row = room.FindIndex(r => r >= lengths[index]);
            if (row < 0)
            {
                row = rows.Count;
                rows.Add([]);
                room.Add(rowLength);
            }

            rows[row].Add(index);
            room[row] -= lengths[index];
        }

        return rows;
    }

    private static List<List<int>> Fill(int[] descending, IReadOnlyList<int> lengths, int rowLength)
    {
        List<List<int>> rows = [];
        var left = descending.ToList();
        while (left.Count > 0)
        {
            var room = rowLength - lengths[left[0]];
            List<int> candidates = [.. left.Skip(1).Where(i => lengths[i] <= room)];
            List<int> row = [left[0], .. Closest(candidates, lengths, room)];
            rows.Add(row);
            var taken = row.ToHashSet();
            _ = left.RemoveAll(taken.Contains);
        }

        return rows;
    }

    /// <summary>Fills the emptiest row and some others again, and keeps what needs fewer rows or gathers their slack.</summary>
    private static void Improve(List<List<int>> rows, IReadOnlyList<int> lengths, int rowLength, int bound)
    {
        var random = new SeedSequence(lengths.Count).Stream("rows");
        long Filled(IReadOnlyList<int> row) => row.Sum(i => (long)lengths[i]);
        double Gathered(IEnumerable<List<int>> some) => some.Sum(r => Math.Pow(Filled(r), 2));
        for (var round = 0; round < ImprovementRounds && rows.Count > bound; round++)
        {
            rows.Sort((a, b) => Filled(a).CompareTo(Filled(b)));
            int[] picked = [0, .. Enumerable.Range(1, rows.Count - 1)];
            random.Shuffle(picked.AsSpan(1));
            picked = picked[..Math.Min(picked.Length, ImprovementRows)];
            List<List<int>> old = [.. picked.Select(i => rows[i])];
            int[] samples = [.. old.SelectMany(r => r)];
            random.Shuffle(samples); // equal lengths change places
            var again = Fill([.. samples.OrderByDescending(i => lengths[i])], lengths, rowLength);
            if (again.Count > old.Count || (again.Count == old.Count && Gathered(again) <= Gathered(old)))
                continue;
            var replaced = picked.ToHashSet();
            List<List<int>> kept = [.. rows.Where((_, i) => !replaced.Contains(i))];
            rows.Clear();
            rows.AddRange([.. kept, .. again]);
        }
    }

    /// <summary>The candidates whose lengths sum closest to <paramref name="room"/> from below, longer ones preferred.</summary>
    private static List<int> Closest(List<int> candidates, IReadOnlyList<int> lengths, int room)
    {
        // sums[k] has bit s set iff some of the first k candidates sum to s.
        var sums = new BigInteger[candidates.Count + 1];
        var inRoom = (BigInteger.One << (room + 1)) - 1;
        sums[0] = BigInteger.One;
        for (var k = 0; k < candidates.Count; k++)
            sums[k + 1] = (sums[k] | (sums[k] << lengths[candidates[k]])) & inRoom;
        var sum = (int)sums[^1].GetBitLength() - 1;
        List<int> chosen = [];
        for (var k = candidates.Count; sum > 0; k--)
        {
            if (!(sums[k - 1] >> sum).IsEven)
                continue;
            chosen.Add(candidates[k - 1]);
            sum -= lengths[candidates[k - 1]];
        }

        chosen.Reverse();
        return chosen;
    }
}
