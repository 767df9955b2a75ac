using OlmoRL.Verification.Tests.Verifiers.Math.Pairs;

namespace OlmoRL.Verification.Tests.Verifiers.Math;

public sealed class MathPairTests
{
    [Fact]
    public void Generators_are_seeded()
    {
        Assert.Equal(Respellings.Draw(50), Respellings.Draw(50));
        Assert.Equal(NearMisses.Draw(50), NearMisses.Draw(50));
    }

    [Fact]
    public void Every_pair_is_spelt_in_two_ways()
    {
        Assert.All(Respellings.Draw(500).Concat(NearMisses.Draw(500)), pair => Assert.NotEqual(pair.Gold, pair.Answer));
    }
}
