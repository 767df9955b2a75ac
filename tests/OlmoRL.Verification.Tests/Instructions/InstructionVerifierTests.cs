using OlmoRL.Rewards;
using OlmoRL.Verification.Instructions;

namespace OlmoRL.Verification.Tests.Instructions;

public sealed class InstructionVerifierTests
{
    private const string Json = """[{"instruction_id": ["punctuation:no_comma", "startend:quotation"], "kwargs": [null, {}]}]""";

    [Theory]
    [InlineData(Json)]
    [InlineData("[{'instruction_id': ['punctuation:no_comma', 'startend:quotation'], 'kwargs': [None, {'N': None}]}]")]
    [InlineData("""{"instruction_id_list": ["punctuation:no_comma", "startend:quotation"], "kwargs": [{"N": null}, {}]}""")]
    public async Task Rows_of_every_form_ask_the_same(string groundTruth)
    {
        Assert.Equal(new Verdict.Correct(0.5), await VerifyAsync(groundTruth, "No mark"));
        Assert.Equal(new Verdict.Correct(), await VerifyAsync(groundTruth, "\"No mark\""));
        Assert.IsType<Verdict.Incorrect>(await VerifyAsync(groundTruth, "A, b"));
    }

    [Fact]
    public async Task A_function_of_older_rows_is_a_constraint() =>
        Assert.Equal(new Verdict.Correct(), await VerifyAsync("""{"func_name": "verify_bullet_points", "N": 1, "quantifier": null}""", "* one"));

    [Fact]
    public async Task All_or_nothing_gives_nothing_for_some() =>
        Assert.Equal(new Verdict.Incorrect("not met: startend:quotation"), await VerifyAsync(Json, "No mark", new() { Score = InstructionScore.All }));

    [Fact]
    public async Task Thinking_is_not_graded() =>
        Assert.Equal(new Verdict.Correct(), await VerifyAsync(Json, "<think>well, so,</think>\"No mark\""));

    [Fact]
    public async Task Loose_scoring_forgives_an_opening_line() =>
        Assert.Equal(new Verdict.Correct(), await VerifyAsync(Json, "Sure, here it is:\n\"No mark\"", new() { Loose = true }));

    [Theory]
    [InlineData("""[{"instruction_id": ["keywords:no_such"], "kwargs": [null]}]""")]
    [InlineData("""[{"instruction_id": ["keywords:frequency"], "kwargs": [{"keyword": "a", "relation": "at least"}]}]""")]
    [InlineData("""[{"instruction_id": ["keywords:frequency"], "kwargs": [{"keyword": "a", "frequency": 1, "relation": "exactly"}]}]""")]
    [InlineData("""[{"instruction_id": ["keywords:existence"], "kwargs": [{"keywords": ["("]}]}]""")]
    [InlineData("""[{"instruction_id": ["punctuation:no_comma"], "kwargs": []}]""")]
    [InlineData("""[{"instruction_id": [], "kwargs": []}]""")]
    [InlineData("__import__('os').getcwd()")]
    [InlineData("17")]
    public async Task A_row_that_makes_no_sense_fails_and_scores_nothing(string groundTruth) =>
        Assert.IsType<Verdict.Failed>(await VerifyAsync(groundTruth, "text"));

    [Fact]
    public async Task A_response_that_drives_a_pattern_to_its_time_limit_does_not_meet_it() => Assert.IsType<Verdict.Incorrect>(await VerifyAsync(
        """[{"instruction_id": ["keywords:existence"], "kwargs": [{"keywords": ["^(?=(a+)+$)(a|aa)+$"]}]}]""", new string('a', 40) + "!"));

    [Fact]
    public async Task An_explanation_names_each_constraint_with_its_rule()
    {
        var trace = new VerdictTrace();

        _ = await new InstructionVerifier(new()).VerifyAsync(Request(Json, "A") with { Trace = trace }, CancellationToken.None);

        Assert.Equal(["punctuation:no_comma: met (no comma)", "startend:quotation: not met (begins and ends with a double quotation mark)"], trace.Steps);
    }

    private static VerificationRequest Request(string groundTruth, string completion) =>
        new() { Prompt = "", Completion = completion, GroundTruth = groundTruth, Row = "{}" };

    private static async Task<Verdict> VerifyAsync(string groundTruth, string completion, InstructionOptions? options = null) =>
        await new InstructionVerifier(options ?? new()).VerifyAsync(Request(groundTruth, completion), CancellationToken.None);
}
