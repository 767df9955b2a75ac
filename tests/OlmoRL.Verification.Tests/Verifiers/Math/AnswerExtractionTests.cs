using OlmoRL.Verification.Verifiers;

namespace OlmoRL.Verification.Tests.Verifiers.Math;

public sealed class AnswerExtractionTests
{
    [Theory]
    [InlineData(AnswerPlace.Boxed, "\\boxed{1} then \\boxed{\\frac{1}{2}}", "\\frac{1}{2}")]
    [InlineData(AnswerPlace.Boxed, "\\fbox{3}", "3")]
    [InlineData(AnswerPlace.Boxed, "$\\boxed 5$ .", "5")]
    [InlineData(AnswerPlace.Boxed, "\\boxed {5}", "5")]
    [InlineData(AnswerPlace.Boxed, "\\boxed{\\{1, 2\\}}", "\\{1, 2\\}")]
    [InlineData(AnswerPlace.Boxed, "\\boxed{1", null)]
    [InlineData(AnswerPlace.Boxed, "nothing", null)]
    [InlineData(AnswerPlace.Minerva, "Final Answer: The final answer is $x+1$. I hope it is correct.", "$x+1$")]
    [InlineData(AnswerPlace.Minerva, "The final answer is 3.", null)]
    [InlineData(AnswerPlace.AnswerLine, "so\nAnswer: $42$.\n", "42")]
    [InlineData(AnswerPlace.AnswerLine, "**Final Answer:** 42", "42")]
    [InlineData(AnswerPlace.AnswerLine, "Answer: 1\nanswer: 2", "2")]
    [InlineData(AnswerPlace.AnswerLine, "The answer: 2", null)]
    [InlineData(AnswerPlace.Phrase, "Thus the answer is 12. We are done.", "12")]
    [InlineData(AnswerPlace.Phrase, "The answer is: **7**", "7")]
    [InlineData(AnswerPlace.Phrase, "The answer is 3.5", "3.5")]
    [InlineData(AnswerPlace.Dollar, "first $1$, then $x^2$.", "x^2")]
    [InlineData(AnswerPlace.Dollar, "in display: $$x = 2$$", "x = 2")]
    [InlineData(AnswerPlace.Dollar, "it costs $5", null)]
    [InlineData(AnswerPlace.Whole, "42", "42")]
    public void Finds_the_answer_at_its_place(AnswerPlace place, string completion, string? answer) =>
        Assert.Equal(answer, AnswerExtraction.At(place, completion));
}
