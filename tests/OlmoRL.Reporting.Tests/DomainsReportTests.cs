using OlmoRL.Evaluation;

namespace OlmoRL.Reporting.Tests;

public sealed class DomainsReportTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("olmorl-").FullName;

    [Fact]
    public void Gains_rewards_and_failures_are_those_of_the_runs()
    {
        var cell = new DomainCell("code", "code", 1, Run("single", 0.9, failed: 1), Report(correct: 3), Run("mix", 0.5, failed: 0), Report(correct: 2));

        var row = Assert.Single(DomainsReport.Rows(new Dictionary<string, EvaluationReport> { ["code"] = Report(correct: 1) }, [cell]));

        Assert.Equal(0.5, row.SingleGain.Estimate, 1e-12);
        Assert.Equal(0.25, row.MixGain.Estimate, 1e-12);
        Assert.Equal((0.9, 0.5), (row.SingleReward, row.MixReward));
        Assert.Equal(8 / 160.0, row.FailedShare, 1e-12);
    }

    [Theory]
    [InlineData(0.5, 0.5, "less training reward than the single run in every domain")]
    [InlineData(1.0, 1.0, "no less training reward than the single run in any domain")]
    [InlineData(0.5, 1.0, "in math, and no less in code")]
    public void The_verdict_says_where_the_mix_earned_less(double math, double code, string said)
    {
        DomainRow Row(string domain, double reward) => new(domain, default!, default!, default!, default!, default!, 0.9, reward, 0);

        Assert.Contains(said, DomainsReport.Verdict([Row("math", math), Row("code", code)]), StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Eight steps of ten verdicts; only the last two earn the reward.</summary>
    private string Run(string name, double reward, int failed)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, name)).FullName;
        File.WriteAllLines(Path.Combine(folder, "metrics.jsonl"), Enumerable.Range(1, 8).Select(step => FormattableString.Invariant(
            $$"""{"step":{{step}},"verifier/code/score_mean":{{(step > 6 ? reward : 0)}},"verifier/code/verdicts":10,"verifier/code/failed":{{failed}}}""")));
        return folder;
    }

    private static EvaluationReport Report(int correct) => new()
    {
        Checkpoint = "model",
        Split = "test",
        Temperature = 1,
        SampledTokens = 1,
        Problems = [.. Enumerable.Range(0, 20).Select(i => new ProblemResult($"{i}", 4, correct, 4, false))],
    };
}
