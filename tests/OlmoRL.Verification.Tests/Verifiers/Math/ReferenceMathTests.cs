using OlmoRL.Rewards;
using OlmoRL.Verification.Verifiers;

namespace OlmoRL.Verification.Tests.Verifiers.Math;

/// <summary>Outcomes of open-instruct's verifiers, executed there.</summary>
public sealed class ReferenceMathTests
{
    [Theory]
    [InlineData("\\boxed{1,000}", "1000", false)]
    [InlineData("\\boxed{\\text{A}}", "A", false)]
    [InlineData("\\boxed{2.0}", "2", false)]
    [InlineData("\\boxed{x=5}", "5", true)]
    [InlineData("\\boxed{5\\text{ cm}}", "5", true)]
    [InlineData("\\boxed{1/2}", "\\frac{1}{2}", true)]
    [InlineData("\\boxed{0.5}", "\\frac{1}{2}", true)]
    [InlineData("thus x = 42", "42", true)]
    [InlineData("Answer: 42", "42", false)]
    [InlineData("Answer: $42$", "42", true)]
    [InlineData("\\boxed{\\dfrac12}", "\\frac{1}{2}", true)]
    [InlineData("\\boxed{\\sqrt3}", "\\sqrt{3}", true)]
    [InlineData("\\boxed{30^\\circ}", "30", true)]
    [InlineData("\\boxed{50\\%}", "50", true)]
    [InlineData("\\boxed{.5}", "0.5", true)]
    [InlineData("Final Answer: The final answer is $7$. I hope it is correct.", "7", true)]
    public async Task Reference_mode_accepts_what_open_instruct_accepts(string completion, string gold, bool right) =>
        Assert.Equal(right, await IsRightAsync(MathMode.Reference, completion, gold));

    [Theory]
    [InlineData("\\boxed{7}", "7", true)]
    [InlineData("It is \\boxed{7}.", "7", false)]
    [InlineData("Final Answer: The final answer is $7$. I hope it is correct.", "7", true)]
    [InlineData("7", "7", true)]
    public async Task Strict_mode_takes_the_Minerva_sentence_or_the_whole_text(string completion, string gold, bool right) =>
        Assert.Equal(right, await IsRightAsync(MathMode.Strict, completion, gold));

    private static async Task<bool> IsRightAsync(MathMode mode, string completion, string gold)
    {
        var request = new VerificationRequest { Prompt = "", Completion = completion, GroundTruth = gold, Row = "{}" };
        var verdict = await new MathVerifier(new MathOptions { Mode = mode }).VerifyAsync(request, CancellationToken.None);
        Assert.IsNotType<Verdict.Failed>(verdict);
        return verdict is Verdict.Correct;
    }
}
