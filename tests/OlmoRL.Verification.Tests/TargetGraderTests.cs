using OlmoRL.Rollouts;

namespace OlmoRL.Verification.Tests;

public sealed class TargetGraderTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private readonly string _folder = Directory.CreateTempSubdirectory("olmorl-").FullName;

    [Fact]
    public async Task Weighted_scores_add_up()
    {
        var grade = await GradeAsync("Answer: 2", new("arithmetic", "2", 2.0), new("format", "", 0.5));

        Assert.Equal(new Grade(2.5, true, ""), grade);
    }

    [Fact]
    public async Task A_target_that_is_missed_earns_nothing_and_says_why()
    {
        var grade = await GradeAsync("Answer: 3", new("arithmetic", "2"), new("format", "", 0.5));

        Assert.Equal(new Grade(0.5, false, "3 is not 2"), grade);
    }

    [Fact]
    public async Task A_failed_verification_is_no_reward_at_all()
    {
        var grade = await GradeAsync("Answer: 2", new("format", ""), new("arithmetic", "broken"));

        Assert.Null(grade.Reward);
        Assert.False(grade.Solved);
        Assert.StartsWith("arithmetic: ", grade.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_that_throws_fails_the_verification()
    {
        Write("throws.csx", "throw new System.InvalidOperationException(\"boom\");");

        var grade = await GradeAsync("Answer: 2", new VerifierTarget("script:throws.csx", "2"));

        Assert.Null(grade.Reward);
        Assert.Contains("boom", grade.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_verification_is_tried_once_more()
    {
        var counter = Path.Combine(_folder, "count");
        Write("second.csx", $$"""
            var path = @"{{counter}}";
            var first = !System.IO.File.Exists(path);
            System.IO.File.WriteAllText(path, "");
            return first ? Failed("not yet") : Score(1);
            """);

        var grade = await GradeAsync("Answer: 2", new VerifierTarget("script:second.csx", "2"));

        Assert.Equal(1.0, grade.Reward);
    }

    [Fact]
    public async Task A_verifier_that_takes_too_long_fails_the_verification()
    {
        Write("slow.csx", "await System.Threading.Tasks.Task.Delay(-1); return 1;");
        var grader = new TargetGrader(new VerifierRegistry(_folder), TimeSpan.FromMilliseconds(50), TimeProvider.System);

        var grade = await grader.GradeAsync("", "Answer: 2", [new("script:slow.csx", "2")], "{}", CancellationToken.None);

        Assert.Null(grade.Reward);
        Assert.Contains("longer than", grade.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_verifier_lists_the_known_ones()
    {
        var refused = Assert.Throws<ArgumentException>(() => new VerifierRegistry(_folder).Create("arithmatic"));

        Assert.Contains("arithmetic, format, script:PATH", refused.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void Write(string name, string script) => File.WriteAllText(Path.Combine(_folder, name), script);

    private Task<Grade> GradeAsync(string completion, params VerifierTarget[] targets) =>
        new TargetGrader(new VerifierRegistry(_folder), Limit, TimeProvider.System)
            .GradeAsync("", completion, targets, "{}", CancellationToken.None);
}
