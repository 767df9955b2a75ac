using System.Numerics;
using OlmoRL.Rewards;
using OlmoRL.Verification.Tests.Fakes;
using OlmoRL.Verification.Verifiers;

namespace OlmoRL.Verification.Tests.Verifiers;

public sealed class GsmVerifierTests
{
    [Theory]
    [InlineData("so 3 + 4 = 7", "7", true)]
    [InlineData("She has $1,234.50 left.", "1234.5", true)]
    [InlineData("The answer is 18.", "18", true)]
    [InlineData("It falls by -5", "-5", true)]
    [InlineData("It falls by -5", "5", false)]
    [InlineData("10-5", "5", true)]
    [InlineData("7.0", "7", true)]
    [InlineData("#### 70000", "70,000", true)]
    [InlineData("7 apples, 3 pears", "7", false)]
    [InlineData("none", "None", true)]
    [InlineData("none", "7", false)]
    [InlineData("", "7", false)]
    public async Task The_last_number_is_the_answer(string completion, string gold, bool right)
    {
        Assert.Equal(right, await IsRightAsync(completion, gold));
    }

    [Fact]
    public async Task Worked_solutions_are_accepted_and_perturbed_numbers_are_not()
    {
        foreach (var row in SharedData.Rows("gsm8k/test.jsonl"))
        {
            var solution = (string)row["answer"]!;
            var gold = solution[(solution.IndexOf("#### ", StringComparison.Ordinal) + 5)..];
            var next = (BigInteger.Parse(gold.Replace(",", "")) + 1).ToString();

            Assert.True(await IsRightAsync(solution, gold), solution);
            Assert.False(await IsRightAsync(solution.Replace("#### " + gold, "#### " + next), gold), solution);
        }
    }

    private static async Task<bool> IsRightAsync(string completion, string gold)
    {
        var request = new VerificationRequest { Prompt = "", Completion = completion, GroundTruth = gold, Row = "{}" };
        return await new GsmVerifier().VerifyAsync(request, CancellationToken.None) is Verdict.Correct;
    }
}
