using OlmoRL.Rewards;
using OlmoRL.Verification.Verifiers;

namespace OlmoRL.Verification.Tests.Verifiers;

public sealed class TextVerifierTests
{
    [Theory]
    [InlineData(TextRule.Flan, "Let me think. The answer is: A cat.", "cat", 1.0)]
    [InlineData(TextRule.Flan, "The answer is: no. The answer is: the dog", "Dog!", 1.0)]
    [InlineData(TextRule.Flan, "The answer is: dogs", "dog", 0.0)]
    [InlineData(TextRule.StringMatcher, "<answer>x</answer> or <answer>The Y</answer>", "y", 1.0)]
    [InlineData(TextRule.StringMatcher, "y", "y", 0.0)]
    [InlineData(TextRule.Puzzle, "<think>red</think><answer>Blue</answer>", "blue", 1.0)]
    [InlineData(TextRule.Puzzle, "it is blue", "blue", 0.0)]
    [InlineData(TextRule.StringF1, "the red car", "red bus", 0.5)]
    [InlineData(TextRule.StringF1, "red car", "[\"blue\", \"a red car\"]", 1.0)]
    [InlineData(TextRule.StringF1, "red red", "red", 2.0 / 3)]
    [InlineData(TextRule.ReSearch, "<FINISH>Paris</FINISH> <finish>Rome</finish>", "[\"paris\", \"Lutetia\"]", 1.0)]
    [InlineData(TextRule.ReSearch, "Paris", "paris", 0.0)]
    [InlineData(TextRule.ReSearchF1, "<finish>Rome</finish>", "paris", 0.1)]
    [InlineData(TextRule.ReSearchF1, "Rome </finish>", "rome", 0.0)]
    [InlineData(TextRule.ReSearchF1, "<finish></finish>", "rome", 0.0)]
    public async Task Compares_the_part_that_the_rule_names(TextRule rule, string completion, string gold, double score)
    {
        var request = new VerificationRequest { Prompt = "", Completion = completion, GroundTruth = gold, Row = "{}" };

        var verdict = await new TextVerifier(rule).VerifyAsync(request, CancellationToken.None);

        Assert.Equal(score, verdict is Verdict.Correct(var earned) ? earned : 0, 12);
    }
}
