using OlmoRL.Evaluation;

namespace OlmoRL.Core.Tests.Evaluation;

public sealed class WordOverlapTests
{
    [Theory]
    [InlineData("police killed the gunman", "police kill the gunman", 0.75)] // Lin (2004), section 3.2: 3 of 4 words in order
    [InlineData("police killed the gunman", "the gunman kill police", 0.5)]
    [InlineData("a b c", "A  b\nc", 1)]
    [InlineData("a b c", "d e", 0)]
    [InlineData("a b c d", "a d", 4.0 / 6)]
    [InlineData("", "", 1)]
    [InlineData("a", "", 0)]
    public void Words_in_the_same_order_are_counted(string reference, string candidate, double expected) =>
        Assert.Equal(expected, WordOverlap.RougeL(reference, candidate), 12);
}
