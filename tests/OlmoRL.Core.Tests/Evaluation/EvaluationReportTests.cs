using OlmoRL.Evaluation;

namespace OlmoRL.Core.Tests.Evaluation;

public sealed class EvaluationReportTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("olmorl-").FullName;

    private static EvaluationReport Report => new()
    {
        Checkpoint = "base",
        Split = "test",
        Temperature = 1,
        SampledTokens = 10,
        Problems = [new("2+2", 4, 1, 2, true), new("3*3", 4, 0, 4, false)],
    };

    [Fact]
    public void Figures_are_means_over_problems_and_shares_over_completions()
    {
        Assert.Equal(0.125, Report.PassAt(1), 12);
        Assert.Equal(0.5, Report.PassAt(4), 12);
        Assert.Equal(0.5, Report.GreedyAccuracy(), 12);
        Assert.Equal(0.75, Report.ParsableShare(), 12);
        Assert.Equal(1 / 6.0, Report.CorrectAmongParsable(), 12);
    }

    [Fact]
    public void A_written_report_comes_back_equal()
    {
        var path = Path.Combine(_folder, "evaluation.json");

        Report.Write(path);
        var read = EvaluationReport.Read(path);

        Assert.Equal(Report.Problems, read.Problems);
        Assert.Equal(Report with { Problems = read.Problems }, read);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
