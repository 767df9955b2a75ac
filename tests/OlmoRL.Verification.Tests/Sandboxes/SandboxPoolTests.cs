using OlmoRL.Rewards;
using OlmoRL.Verification.Sandboxes;
using OlmoRL.Verification.Tests.Fakes;
using OlmoRL.Verification.Verifiers.Code;

namespace OlmoRL.Verification.Tests.Sandboxes;

public sealed class SandboxPoolTests
{
    private const string Tests = """[{"input": "", "output": "42"}]""";

    [Fact]
    public async Task A_clean_sandbox_is_used_again_and_a_dirty_one_destroyed()
    {
        var source = new FakeSandboxSource();
        await using var pool = new SandboxPool(source, SandboxIsolation.FreshUser, size: 1);

        await UseAsync(pool);
        await UseAsync(pool);
        source.Last.Dirt = "files are left";
        await UseAsync(pool);
        await UseAsync(pool);

        Assert.Equal(2, source.StartedCount);
        Assert.Equal(1, pool.DestroyedCount);
    }

    [Fact]
    public async Task No_more_sandboxes_run_than_the_pool_has_places()
    {
        var source = new FakeSandboxSource();
        await using var pool = new SandboxPool(source, SandboxIsolation.SingleUse, size: 3);

        await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => UseAsync(pool)));

        Assert.InRange(source.LargestAliveCount, 1, 3);
    }

    [Fact]
    public async Task A_place_survives_a_start_that_fails()
    {
        var source = new FakeSandboxSource { IsAvailable = false };
        await using var pool = new SandboxPool(source, SandboxIsolation.FreshUser, size: 1);

        await Assert.ThrowsAsync<SandboxUnavailableException>(() => UseAsync(pool));
        source.IsAvailable = true;
        await UseAsync(pool);

        Assert.Equal(1, source.StartedCount);
    }

    [Theory]
    [InlineData(SandboxOutcome.SandboxLost, true, typeof(Verdict.Incorrect))]
    [InlineData(SandboxOutcome.SandboxLost, false, typeof(Verdict.Failed))]
    [InlineData(SandboxOutcome.NotStarted, true, typeof(Verdict.Failed))]
    [InlineData(SandboxOutcome.TimeLimit, true, typeof(Verdict.Incorrect))]
    [InlineData(SandboxOutcome.MemoryLimit, true, typeof(Verdict.Incorrect))]
    [InlineData(SandboxOutcome.OutputLimit, true, typeof(Verdict.Incorrect))]
    [InlineData(SandboxOutcome.Ended, true, typeof(Verdict.Incorrect))]
    public async Task Blames_the_program_unless_a_harmless_one_fails_too(SandboxOutcome outcome, bool canaryRuns, Type verdict)
    {
        var source = new FakeSandboxSource
        {
            Answer = request => request.Program == "print(6 * 7)" && canaryRuns
                ? new SandboxResult { Outcome = SandboxOutcome.Ended, Output = "42\n" }
                : new SandboxResult { Outcome = outcome, ExitCode = 0 },
        };
        await using var pool = new SandboxPool(source, SandboxIsolation.FreshUser, size: 2);
        var verifier = new CodeVerifier(new CodeVerifierOptions(), pool, TimeProvider.System);

        var given = await verifier.VerifyAsync(
            new VerificationRequest { Prompt = "", Completion = "attack()", GroundTruth = Tests, Row = "{}" }, TestContext.Current.CancellationToken);

        Assert.IsType(verdict, given);
    }

    [Theory]
    [InlineData(1.0, 2, 0)]
    [InlineData(0.6, 4, 0.75)]
    [InlineData(0.0, 4, 0.75)]
    public async Task The_share_of_passed_tests_counts_from_the_threshold_on(double threshold, int runs, double score)
    {
        var asked = 0;
        var source = new FakeSandboxSource
        {
            Answer = _ => new SandboxResult { Outcome = SandboxOutcome.Ended, Output = ++asked == 2 ? "41" : "42" },
        };
        await using var pool = new SandboxPool(source, SandboxIsolation.FreshUser, size: 1);
        var verifier = new CodeVerifier(new CodeVerifierOptions { Threshold = threshold }, pool, TimeProvider.System);
        var tests = $"[{string.Join(',', Enumerable.Repeat(Tests[1..^1], 4))}]";

        var verdict = await verifier.VerifyAsync(
            new VerificationRequest { Prompt = "", Completion = "x", GroundTruth = tests, Row = "{}" }, TestContext.Current.CancellationToken);

        Assert.Equal(runs, asked);
        Assert.Equal(score, verdict is Verdict.Correct(var given) ? given : 0);
    }

    [Fact]
    public async Task A_machine_without_a_sandbox_is_told_what_to_do()
    {
        var nowhere = new BubblewrapSandboxSource("/nonexistent", TimeProvider.System);

        var refused = await Assert.ThrowsAsync<SandboxUnavailableException>(() => nowhere.StartAsync(TestContext.Current.CancellationToken));

        Assert.Matches("apt-get install bubblewrap|run sandboxes/python/setup", refused.Message);
    }

    private static async Task UseAsync(SandboxPool pool)
    {
        await using var lease = await pool.RentAsync(TestContext.Current.CancellationToken);
        _ = await lease.RunAsync(new SandboxRequest { Program = "x" }, TestContext.Current.CancellationToken);
    }
}
