using CsCheck;
using OlmoRL.Runs;

namespace OlmoRL.Core.Tests.Runs;

public sealed class SeedSequenceTests
{
    [Fact]
    public void Equal_inputs_give_equal_streams() => Gen.Select(Gen.Long, Gen.String, Gen.Long).Sample((seed, purpose, index) =>
        Assert.Equal(new SeedSequence(seed).Stream(purpose, index).NextInt64(), new SeedSequence(seed).Stream(purpose, index).NextInt64()));

    [Fact]
    public void Seed_purpose_and_index_each_make_another_stream()
    {
        var seeds = new HashSet<ulong>();

        foreach (var seed in new long[] { 1, 2 })
            foreach (var purpose in new[] { "token", "epoch" })
                for (var index = 0L; index < 1000; index++)
                    _ = seeds.Add(new SeedSequence(seed).Derive(purpose, index));

        Assert.Equal(4000, seeds.Count);
    }
}
