using System.Numerics;
using CsCheck;
using OlmoRL.Verification.Verifiers;

namespace OlmoRL.Verification.Tests.Verifiers;

public sealed class RationalNumberTests
{
    [Theory]
    [InlineData("12", 12, 1)]
    [InlineData("-3.50", -7, 2)]
    [InlineData("+0.25", 1, 4)]
    [InlineData(".5", 1, 2)]
    [InlineData("1,000", 1000, 1)]
    [InlineData("12,345,678.5", 24691357, 2)]
    [InlineData("6/4", 3, 2)]
    [InlineData("-1 1/2", -3, 2)]
    [InlineData("50%", 1, 2)]
    [InlineData(" 007 ", 7, 1)]
    public void Reads_numbers_in_all_spellings(string text, long numerator, long denominator)
    {
        Assert.True(RationalNumber.TryParse(text, out var number));
        Assert.Equal((new BigInteger(numerator), new BigInteger(denominator)), (number.Numerator, number.Denominator));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("1.")]
    [InlineData("1..2")]
    [InlineData("1,00")]
    [InlineData("1/0")]
    [InlineData("1/2/3")]
    [InlineData("--1")]
    [InlineData("1e5")]
    [InlineData("٣")]
    [InlineData("12 apples")]
    [InlineData(null)]
    public void Refuses_what_is_no_number(string? text) => Assert.False(RationalNumber.TryParse(text, out _));

    [Fact]
    public void A_long_text_is_no_number_and_costs_nothing() =>
        Assert.False(RationalNumber.TryParse(new string('9', 1_000_000), out _));

    [Fact]
    public void A_fraction_of_any_two_numbers_equals_itself_reduced() =>
        Gen.Select(Gen.Long[-1_000_000, 1_000_000], Gen.Long[1, 1_000_000], Gen.Long[1, 1000]).Sample((n, d, k) =>
        {
            Assert.True(RationalNumber.TryParse($"{n * k}/{d * k}", out var scaled));
            Assert.True(RationalNumber.TryParse($"{n}/{d}", out var plain));
            Assert.Equal(plain, scaled);
            Assert.Equal(new BigInteger(n) * scaled.Denominator, scaled.Numerator * d);
        });

    [Fact]
    public void No_text_makes_it_throw() =>
        Gen.String.Sample(text =>
        {
            if (RationalNumber.TryParse(text, out var number))
                Assert.True(number.Denominator.Sign > 0);
        });
}
