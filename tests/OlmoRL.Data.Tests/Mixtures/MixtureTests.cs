using CsCheck;
using OlmoRL.Data.Mixtures;
using OlmoRL.Runs;

namespace OlmoRL.Data.Tests.Mixtures;

public sealed class MixtureTests
{
    private static readonly Gen<MixturePart[]> Parts =
        (from count in Gen.Int[1, 30] from wanted in Gen.Long[0, 100] select new MixturePart(count, wanted)).Array[1, 4]
        .Where(parts => parts.Any(p => p.Wanted > 0));

    [Fact]
    public void Every_epoch_holds_each_row_as_often_as_it_is_drawn_and_no_row_twice_more_than_another() =>
        Gen.Select(Parts, Gen.Long).Sample((parts, seed) =>
        {
            var mixture = new Mixture(parts, new SeedSequence(seed));
            MixtureRow[] epoch = [.. Enumerable.Range(0, mixture.Count).Select(i => mixture.At(i))];

            for (var source = 0; source < parts.Length; source++)
            {
                var counts = epoch.Where(r => r.Source == source).CountBy(r => r.Row).ToDictionary();
                Assert.Equal(parts[source].Wanted, counts.Values.Sum());
                var most = (int)Math.Ceiling((double)parts[source].Wanted / parts[source].RowCount);
                Assert.All(Enumerable.Range(0, parts[source].RowCount), row => Assert.InRange(counts.GetValueOrDefault(row), most - 1, most));
            }
        });

    [Fact]
    public void The_second_epoch_has_the_same_rows_in_another_order()
    {
        var mixture = new Mixture([new MixturePart(50, 50)], new SeedSequence(1));
        var first = Enumerable.Range(0, 50).Select(i => mixture.At(i)).ToArray();
        var second = Enumerable.Range(50, 50).Select(i => mixture.At(i)).ToArray();

        Assert.NotEqual(first, second);
        Assert.Equal(first.OrderBy(r => r.Row), second.OrderBy(r => r.Row));
    }

    [Fact]
    public void A_place_does_not_depend_on_what_was_asked_before()
    {
        var mixture = new Mixture([new MixturePart(50, 120)], new SeedSequence(1));
        var late = mixture.At(777);
        _ = mixture.At(3);

        Assert.Equal(late, mixture.At(777));
        Assert.Equal(late, new Mixture([new MixturePart(50, 120)], new SeedSequence(1)).At(777));
    }

    [Theory]
    [InlineData(100, 0, 0.5, 50)]
    [InlineData(100, 0, 2, 200)]
    [InlineData(100, 30, 1, 30)]
    [InlineData(3, 0, 0.5, 2)]
    public void A_part_is_a_number_of_rows_or_a_multiple_of_those_there_are(int count, long rows, double share, long wanted) =>
        Assert.Equal(wanted, MixturePart.Of(count, rows, share).Wanted);

    [Fact]
    public void A_mixture_of_nothing_is_refused() =>
        Assert.Throws<ArgumentException>(() => new Mixture([new MixturePart(5, 0)], new SeedSequence(1)));
}
