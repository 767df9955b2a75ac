namespace OlmoRL.Tasks.Tests;

public sealed class TaskScoresTests : IDisposable
{
    private readonly TaskFolderFixture _folder = new();

    [Fact]
    public void Figures_are_means_over_problems()
    {
        // Right of 4: problem a 4, b 2, c 0. pass@2 of b is 1 - C(2,2)/C(4,2) = 5/6.
        var report = Report("pass_at = [1, 2]\n[sampling]\nsamples = 4\n", ("a", 1, [1, 1, 1, 1]), ("b", 1, [1, 0, 1, 0]), ("c", 1, [0, 0, 0, 0]));

        Assert.Equal(0.5, Estimate(report, "pass@1"), 12);
        Assert.Equal((1 + (5.0 / 6)) / 3, Estimate(report, "pass@2"), 12);
        Assert.All(report.Figures, f => Assert.InRange(f.Value.Estimate, f.Value.Low, f.Value.High));
        Assert.Equal((3, 4), (report.Problems, report.Samples));
    }

    [Fact]
    public void What_could_not_be_graded_counts_neither_way()
    {
        var report = Report("", ("a", 1, [1, null]), ("b", 1, [0, null]), ("c", 1, [null, null]));

        Assert.Equal(0.5, Estimate(report, "pass@1"), 12);
        Assert.Equal(4, report.Failed);
    }

    [Fact]
    public void Seeds_are_counted_apart()
    {
        var report = Report("", ("a", 1, [1]), ("a", 2, [0]), ("b", 1, [1]), ("b", 2, [1]));

        Assert.Equal([1.0, 0.5], report.BySeed);
        Assert.Equal(0.75, Estimate(report, "pass@1"), 12);
        Assert.Equal(Math.Sqrt(0.125), report.SeedDeviation!.Value, 12);
    }

    [Fact]
    public void Partial_scores_have_a_figure_of_their_own()
    {
        var report = Report("", ("a", 1, [0.5]), ("b", 1, [1]));

        Assert.Equal(0.5, Estimate(report, "pass@1"), 12);
        Assert.Equal(0.75, Estimate(report, "score"), 12);
    }

    public void Dispose() => _folder.Dispose();

    private static double Estimate(TaskReport report, string figure) => report.Figures.Single(f => f.Name == figure).Value.Estimate;

    private TaskReport Report(string options, params (string Item, int Seed, double?[] Scores)[] answers)
    {
        var task = _folder.Write("t", $"title = \"t\"\ndata = \"rows.jsonl\"\nprompt = \"\"\nanswer = \"\"\nreward = {{ verifier = \"math\" }}\n{options}");
        TaskProblem[] problems = [.. answers.Select(a => a.Item).Distinct().Select(i => new TaskProblem { Item = i, Prompt = "", Truth = "", Row = "{}" })];
        return TaskScores.Of(task, problems,
        [
            .. answers.SelectMany(a => a.Scores.Select((score, i) =>
                new Prediction { Item = a.Item, Seed = a.Seed, Sample = i, Completion = "", Score = score, Solved = score == 1 })),
        ]);
    }
}
