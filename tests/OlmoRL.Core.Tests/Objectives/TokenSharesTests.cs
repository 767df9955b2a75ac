using CsCheck;
using OlmoRL.Objectives;

namespace OlmoRL.Core.Tests.Objectives;

public sealed class TokenSharesTests
{
    private static readonly Gen<int[]> Responses = Gen.Int[0, 5].Array[1, 40];

    [Theory]
    [InlineData(LossDenominator.Token)]
    [InlineData(LossDenominator.Sequence)]
    public void Shares_add_up_to_one(LossDenominator denominator) => Responses.Sample(responses =>
        Assert.Equal(1.0, new TokenShares(denominator, 1).Of([responses])[0].Sum(s => (double)s), 5));

    [Fact]
    public void A_share_does_not_depend_on_how_responses_are_cut_into_micro_batches() =>
        Gen.Select(Responses, Gen.Enum<LossDenominator>()).Sample((responses, denominator) =>
        {
            var shares = new TokenShares(denominator, 7);
            int[][] cut = [[.. responses.Where(r => r < 3)], [.. responses.Where(r => r >= 3)]];

            var whole = responses.Zip(shares.Of([responses])[0]).Order();
            var parts = cut.Zip(shares.Of(cut)).SelectMany(p => p.First.Zip(p.Second)).Order();

            Assert.Equal(whole, parts);
        });

    [Fact]
    public void Nothing_trained_is_nothing_divided() =>
        Assert.All(Enum.GetValues<LossDenominator>(), d => Assert.Empty(new TokenShares(d, 1).Of([])));
}
