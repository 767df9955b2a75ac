using OlmoRL.Evaluation;
using OlmoRL.Runs;

namespace OlmoRL.Reporting.Tests;

public sealed class FlowReportTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("olmorl-").FullName;

    [Fact]
    public void The_report_compares_first_and_last_and_shows_the_run()
    {
        var run = new RunDirectory(Path.Combine(_folder, "rlvr"));
        WriteRun(run);

        FlowReport.Write(_folder, [new("base", Report(4)), new("after", Report(12))], run);

        var text = File.ReadAllText(Path.Combine(_folder, "report.md"));
        Assert.Contains("| base | 25.0 |", text, StringComparison.Ordinal);
        Assert.Contains("| pass@1 | 25.0 [25.0, 25.0] | 75.0 [75.0, 75.0] | 50.0 [50.0, 50.0] |", text, StringComparison.Ordinal);
        Assert.Contains("| rollout/solve_rate | 0.35 | 0.5 |", text, StringComparison.Ordinal);
        Assert.Contains("| 0 to 1 | v3 | -0.500 |", text, StringComparison.Ordinal);
        Assert.Contains("| 2 to 2 | v4 | -2.000 |", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_learning_curve_is_a_picture()
    {
        var run = new RunDirectory(Path.Combine(_folder, "rlvr"));
        WriteRun(run);
        var path = Path.Combine(_folder, "curve.png");

        LearningCurve.Write(new MetricsHistory(run.Metrics), path);

        byte[] signature = [0x89, (byte)'P', (byte)'N', (byte)'G'];
        Assert.Equal(signature, File.ReadAllBytes(path)[..4]);
    }

    [Fact]
    public void A_run_of_single_version_completions_says_so()
    {
        var run = new RunDirectory(Path.Combine(_folder, "rlvr"));
        WriteRun(run);
        File.WriteAllText(run.RolloutsOf(1), Rollout("[[0,3,3]]") + "\n");

        FlowReport.Write(_folder, [], run);

        Assert.Contains("None: every trained completion", File.ReadAllText(Path.Combine(_folder, "report.md")), StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static void WriteRun(RunDirectory run)
    {
        Directory.CreateDirectory(run.Rollouts);
        File.WriteAllText(run.Metrics, """
            {"step":1,"rollout/solve_rate":0.2,"policy/entropy":0.4}
            {"step":2,"rollout/solve_rate":0.5,"policy/entropy":0.3}

            """.TrimEnd() + "\n");
        File.WriteAllText(run.RolloutsOf(1), Rollout("[[0,2,3],[2,1,4]]") + "\n");
    }

    private static string Rollout(string versions) =>
        $$"""{"step":5,"group":1,"sibling":0,"prompt":"p\n","completion":"c","reason":"","versions":{{versions}},"log_probs":[-0.25,-0.75,-2.0]}""";

    private static EvaluationReport Report(int correct) => new()
    {
        Checkpoint = "x",
        Split = "test",
        Temperature = 1,
        SampledTokens = 10,
        Problems = [.. Enumerable.Range(0, 20).Select(i => new ProblemResult($"{i}", 16, correct, 16, true))],
    };
}
