using OlmoRL.Verification.Verifiers;

namespace OlmoRL.Verification.Tests.Verifiers;

public sealed class AnswerLineTests
{
    [Theory]
    [InlineData("Answer: 42", "42")]
    [InlineData("1+1=2\nAnswer: 2", "2")]
    [InlineData("Answer: 1\nno, wait\nAnswer: 2", "2")]
    [InlineData("  answer:  7 .", "7")]
    [InlineData("ANSWER: $3/4$", "3/4")]
    [InlineData("Answer: 1,000\r\nthe end", "1,000")]
    [InlineData("The Answer: 5", null)] // not at the start of a line
    [InlineData("Answer:", null)]
    [InlineData("Answer: 4\nAnswer:", null)] // the last line counts, and it says nothing
    [InlineData("", null)]
    public void Takes_what_the_last_answer_line_says(string completion, string? expected) =>
        Assert.Equal(expected, AnswerLine.Extract(completion));
}
