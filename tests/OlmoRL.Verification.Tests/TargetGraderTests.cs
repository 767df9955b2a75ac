using OlmoRL.Recipes;
using OlmoRL.Rewards;
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

        Assert.Equal((2.5, true, ""), (grade.Reward, grade.Solved, grade.Reason));
    }

    [Fact]
    public async Task A_target_that_is_missed_earns_nothing_and_says_why()
    {
        var grade = await GradeAsync("Answer: 3", new("arithmetic", "2"), new("format", "", 0.5));

        Assert.Equal((0.5, false, "3 is not 2"), (grade.Reward, grade.Solved, grade.Reason));
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
    public async Task Every_verifier_asked_is_timed_and_scored()
    {
        var grade = await GradeAsync("Answer: 3", new("arithmetic", "2"), new("format", ""));

        Assert.Equal([("arithmetic", 0.0), ("format", 1.0)], grade.Verifications.Select(v => (v.Verifier, v.Score!.Value)));
        Assert.All(grade.Verifications, v => Assert.True(v.Elapsed > TimeSpan.Zero));
    }

    [Fact]
    public async Task A_closed_gate_keeps_the_row_from_being_asked()
    {
        var composition = new RewardComposition([new RewardTerm { Verifier = "format", Gate = true, Weight = 0.1 }], null, null);

        var closed = await GradeAsync(composition, "it is 2", new VerifierTarget("arithmetic", "2"));
        var open = await GradeAsync(composition, "Answer: 2", new VerifierTarget("arithmetic", "2"));

        Assert.Equal((0.0, false, "no answer line with a number"), (closed.Reward, closed.Solved, closed.Reason));
        Assert.Equal(["format"], closed.Verifications.Select(v => v.Verifier));
        Assert.Equal((1.1, true), (open.Reward, open.Solved));
    }

    [Fact]
    public async Task A_penalty_lowers_the_reward_but_not_whether_the_row_is_solved()
    {
        var penalty = new RewardTerm { Verifier = "format", Weight = -0.25 };
        var bonus = new RewardTerm { Verifier = "arithmetic", GroundTruth = "3", Weight = 4 };

        var grade = await GradeAsync(new RewardComposition([penalty, bonus], null, null), "Answer: 2", new VerifierTarget("arithmetic", "2"));

        Assert.Equal((0.75, true), (grade.Reward, grade.Solved));
    }

    [Theory]
    [InlineData(-0.5, 0.5)]
    [InlineData(0.75, 1.0)]
    public async Task A_sum_is_clipped_to_the_limits_of_the_recipe(double minimum, double maximum)
    {
        var composition = new RewardComposition([], minimum, maximum);

        var high = await GradeAsync(composition, "Answer: 2", new VerifierTarget("arithmetic", "2", 9.0));
        var low = await GradeAsync(composition, "Answer: 2", new VerifierTarget("arithmetic", "2", -9.0));

        Assert.Equal((maximum, minimum), (high.Reward, low.Reward));
    }

    [Fact]
    public async Task A_verifier_that_takes_too_long_fails_the_verification()
    {
        Write("slow.csx", "await System.Threading.Tasks.Task.Delay(-1); return 1;");
        var grader = new TargetGrader(InProcess(), RewardComposition.None, TimeSpan.FromMilliseconds(50), TimeProvider.System);

        var grade = await grader.GradeAsync(Request("Answer: 2"), [new("script:slow.csx", "2")], CancellationToken.None);

        Assert.Null(grade.Reward);
        Assert.Contains("longer than", grade.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_text_that_keeps_a_pattern_busy_is_incorrect_and_no_failure()
    {
        var completion = string.Concat(Enumerable.Repeat("\\text{", 60_000));

        var grade = await GradeAsync(completion, new VerifierTarget("strict_math", "7"));

        Assert.Equal((0.0, false), (grade.Reward, grade.Solved));
        Assert.NotEmpty(grade.Reason);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void Write(string name, string script) => File.WriteAllText(Path.Combine(_folder, name), script);

    private Task<Grade> GradeAsync(string completion, params VerifierTarget[] targets) =>
        GradeAsync(RewardComposition.None, completion, targets);

    private Task<Grade> GradeAsync(RewardComposition composition, string completion, params VerifierTarget[] targets) =>
        new TargetGrader(InProcess(), composition, Limit, TimeProvider.System)
            .GradeAsync(Request(completion), targets, CancellationToken.None);

    private VerifierRegistry InProcess()
    {
        var path = Path.Combine(_folder, "recipe.toml");
        File.WriteAllText(path, """
            [verifiers."script:throws.csx"]
            isolated = false
            [verifiers."script:slow.csx"]
            isolated = false
            """);
        return new VerifierRegistry(_folder, RecipeLoader.Load<RewardSpec>(path).Verifiers);
    }

    private static VerificationRequest Request(string completion) =>
        new() { Prompt = "", Completion = completion, GroundTruth = "", Row = "{}" };
}
