using OlmoRL.Rewards;
using OlmoRL.Verification.Verifiers;

namespace OlmoRL.Verification.Tests.Verifiers;

public sealed class ArithmeticVerifierTests
{
    [Theory]
    [InlineData("1+1=2\nAnswer: 2", "2")]
    [InlineData("Answer: 2.0", "2")]
    [InlineData("Answer: 4/2", "2")]
    public async Task The_right_number_in_any_spelling_is_correct(string completion, string truth) =>
        Assert.Equal(new Verdict.Correct(), await VerifyAsync(completion, truth));

    [Theory]
    [InlineData("Answer: 3", "2", "3 is not 2")]
    [InlineData("It is 2.", "2", "no answer line")]
    [InlineData("Answer: two", "2", "not a number: two")]
    public async Task Anything_else_is_incorrect_and_says_why(string completion, string truth, string reason) =>
        Assert.Equal(new Verdict.Incorrect(reason), await VerifyAsync(completion, truth));

    [Fact]
    public async Task A_ground_truth_that_is_no_number_is_our_failure() =>
        Assert.IsType<Verdict.Failed>(await VerifyAsync("Answer: 2", "many"));

    [Theory]
    [InlineData("Answer: 99", true)]
    [InlineData("99", false)]
    public async Task The_format_verifier_accepts_a_wrong_number_and_no_missing_one(string completion, bool accepted)
    {
        var verdict = await new FormatVerifier().VerifyAsync(Request(completion, "2"), CancellationToken.None);

        Assert.Equal(accepted, verdict is Verdict.Correct);
    }

    private static ValueTask<Verdict> VerifyAsync(string completion, string truth) =>
        new ArithmeticVerifier().VerifyAsync(Request(completion, truth), CancellationToken.None);

    private static VerificationRequest Request(string completion, string truth) =>
        new() { Prompt = "", Completion = completion, GroundTruth = truth, Row = "{}" };
}
