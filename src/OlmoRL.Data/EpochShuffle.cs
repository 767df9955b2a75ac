using OlmoRL.Runs;

namespace OlmoRL.Data;

/// <summary>An endless order over a list: one seeded permutation an epoch, any place computable from its index alone.</summary>
public sealed class EpochShuffle(int count, SeedSequence seeds)
{
    private long _epoch = -1;
    private int[] _permutation = [];

    /// <summary>The list index at a place of the order.</summary>
    public int At(long index)
    {
        var epoch = index / count;
        if (epoch != _epoch)
        {
            _permutation = [.. Enumerable.Range(0, count)];
            seeds.Stream("epoch", epoch).Shuffle(_permutation);
            _epoch = epoch;
        }

        return _permutation[index % count];
    }
}
