using CsCheck;
using OlmoRL.Batching;
using OlmoRL.Runs;

namespace OlmoRL.Core.Tests.Batching;

public sealed class RowFillingTests
{
    private static readonly Gen<int[]> Lengths = Gen.Int[1, 40].Array[1, 60];

    [Fact]
    public void Every_sample_is_in_one_row_and_no_row_overflows() => Lengths.Sample(lengths =>
    {
        var rows = RowFilling.Assign(lengths, 40);

        Assert.Equal(Enumerable.Range(0, lengths.Length), rows.SelectMany(r => r).Order());
        Assert.All(rows, row => Assert.InRange(row.Sum(i => lengths[i]), 1, 40));
        Assert.True(rows.Count >= RowFilling.LowerBound(lengths, 40));
    });

    [Fact]
    public void Small_batches_need_as_few_rows_as_trying_everything() => Gen.Int[1, 20].Array[1, 7].Sample(lengths =>
    {
        var fewest = Fewest(lengths, 0, []);

        Assert.InRange(RowFilling.LowerBound(lengths, 20), 1, fewest);
        Assert.InRange(RowFilling.Assign(lengths, 20).Count, fewest, fewest + 1);
    });

    [Fact]
    public void Sums_that_first_fit_misses_are_found() =>
        // First-fit decreasing puts 6 with 3 and needs three rows; 6 + 4 and 3 + 3 + 2 + 2 fill two.
        Assert.Equal(2, RowFilling.Assign([6, 4, 3, 3, 2, 2], 10).Count);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Olmo_like_lengths_pack_within_3_percent_of_the_bound(int seed)
    {
        var random = new SeedSequence(seed).Stream("lengths");
        int[] lengths = [.. Enumerable.Range(0, 512).Select(_ => Math.Min(32_768 + 2_048, 2_048 + (int)(-12_500 * Math.Log(1 - random.NextDouble()))))];

        var rows = RowFilling.Assign(lengths, 35_840);

        Assert.InRange(rows.Count, 1, 1.03 * RowFilling.LowerBound(lengths, 35_840));
    }

    private static int Fewest(int[] lengths, int next, List<int> rooms)
    {
        if (next == lengths.Length)
            return rooms.Count;
        var best = Fewest(lengths, next + 1, [.. rooms, 20 - lengths[next]]);
        for (var row = 0; row < rooms.Count; row++)
        {
            if (rooms[row] >= lengths[next])
                best = Math.Min(best, Fewest(lengths, next + 1, [.. rooms.Select((r, i) => i == row ? r - lengths[next] : r)]));
        }

        return best;
    }
}
