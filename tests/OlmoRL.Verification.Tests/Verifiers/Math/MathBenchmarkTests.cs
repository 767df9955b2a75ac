using OlmoRL.Rewards;
using OlmoRL.Verification.Tests.Fakes;
using OlmoRL.Verification.Verifiers;

namespace OlmoRL.Verification.Tests.Verifiers.Math;

public sealed class MathBenchmarkTests
{
    [Fact]
    public async Task Worked_solutions_of_MATH_verify_against_their_own_answers()
    {
        var verifier = new MathVerifier(new MathOptions());
        var missed = new List<string>();
        var rows = SharedData.Rows("math/test.jsonl");
        foreach (var row in rows)
        {
            var solution = (string)row["solution"]!;
            var gold = AnswerExtraction.Boxed(solution)!;
            var respelt = "so \\boxed{ {" + gold.Replace("\\dfrac", "\\frac", StringComparison.Ordinal).Replace("\\frac", "\\dfrac", StringComparison.Ordinal) + "} }.";
            foreach (var completion in (string[])[solution, respelt])
            {
                var request = new VerificationRequest { Prompt = "", Completion = completion, GroundTruth = gold, Row = "{}" };
                if (await verifier.VerifyAsync(request, CancellationToken.None) is not Verdict.Correct)
                    missed.Add(gold);
            }
        }

        Assert.True(missed.Count <= rows.Count / 200, string.Join('\n', missed));
    }

    [Fact]
    public void Every_ground_truth_of_MATH_that_is_not_a_word_can_be_read()
    {
        var unread = SharedData.Rows("math/test.jsonl").Select(r => AnswerExtraction.Boxed((string)r["solution"]!)!).Where(g =>
        {
            var trace = new VerdictTrace();
            _ = Algebra.AnswerEquivalence.Same(g, g + "+17", trace);
            return trace.Steps.Any(s => s.StartsWith("the ground truth cannot", StringComparison.Ordinal));
        }).ToList();

        Assert.All(unread, gold => Assert.StartsWith("\\text{", gold, StringComparison.Ordinal));
    }
}
