using OlmoRL.Rewards;
using OlmoRL.Verification.Sandboxes;

namespace OlmoRL.Verification.Verifiers.Code;

/// <summary>Runs a completion's Python program against tests in a sandbox; the score is the share of tests that pass.</summary>
/// <remarks>
/// An exit code is never a verdict. Each test has its own processes. Whatever the program does to its sandbox is incorrect;
/// only a program that never ran, or a sandbox that a harmless program cannot use either, is a failure.
/// </remarks>
public sealed class CodeVerifier(CodeVerifierOptions options, SandboxPool pool, TimeProvider time) : IVerifier
{
    private static readonly SandboxRequest Canary = new() { Program = "print(6 * 7)" };

    /// <summary>The verifier of a recipe. It shares the run's sandboxes, of which one is started now.</summary>
    /// <exception cref="ArgumentException">No sandbox can run here; says what to install.</exception>
    public static CodeVerifier Create(VerifierContext context)
    {
        var options = context.Options<CodeVerifierOptions>();
        var key = $"{options.Sandbox} {options.Isolation} {options.Sandboxes}";
        return new CodeVerifier(options, context.Shared(key, () => SandboxChoice.Open(options, TimeProvider.System)), TimeProvider.System);
    }

    /// <inheritdoc/>
    public async ValueTask<Verdict> VerifyAsync(VerificationRequest request, CancellationToken cancellation)
    {
        IReadOnlyList<CodeTest> tests;
        try
        {
            tests = CodeTests.Parse(request.GroundTruth);
        }
        catch (FormatException unusable)
        {
            return new Verdict.Failed(unusable.Message);
        }

        var program = CodeBlock.Extract(request.Completion);
        request.Trace?.Add($"program of {program.Length} characters, {tests.Count} tests");
        if (program.Contains('\0', StringComparison.Ordinal) || string.IsNullOrWhiteSpace(program))
            return new Verdict.Incorrect("no program");
        return await GradeAsync(program, tests, request.Trace, cancellation).ConfigureAwait(false);
    }

    private async Task<Verdict> GradeAsync(string program, IReadOnlyList<CodeTest> tests, VerdictTrace? trace, CancellationToken cancellation)
    {
        var limits = new SandboxLimits { Time = options.TestTime, MemoryBytes = (long)options.MemoryMegabytes << 20 };
        var needed = Math.Max(1, (int)Math.Ceiling(options.Threshold * tests.Count - 1e-9));
        int passed = 0, tried = 0;
        string? wrong = null;
        await using var lease = await pool.RentAsync(cancellation).ConfigureAwait(false);
        var began = time.GetTimestamp();
        foreach (var test in tests)
        {
            if (passed + tests.Count - tried < needed)
                break; // The threshold is out of reach.
            if (time.GetElapsedTime(began) >= options.TotalTime)
            {
                wrong ??= $"the tests took longer than {options.TotalTime.TotalSeconds:0.##} s";
                break;
            }

            var result = await lease.RunAsync(test.Request(program, limits), cancellation).ConfigureAwait(false);
            tried++;
            if (result.Outcome == SandboxOutcome.NotStarted)
                return new Verdict.Failed($"the sandbox did not start the program: {Excerpt.Of(result.Errors)}");
            if (result.Outcome == SandboxOutcome.SandboxLost)
                return await BlameAsync(cancellation).ConfigureAwait(false);
            var fault = Fault(result, test);
            passed += fault is null ? 1 : 0;
            wrong ??= fault;
            trace?.Add($"test {tried}: {fault ?? "passes"} ({result.WallTime.TotalMilliseconds:F0} ms, CPU {result.ProcessorTime.TotalMilliseconds:F0} ms)");
        }

        var share = (double)passed / tests.Count;
        return passed >= needed
            ? new Verdict.Correct(share)
            : new Verdict.Incorrect($"{passed} of {tests.Count} tests pass ({tried} tried): {wrong}");
    }

    private string? Fault(SandboxResult result, CodeTest test) => result.Outcome switch
    {
        SandboxOutcome.TimeLimit => $"longer than {options.TestTime.TotalSeconds:0.##} s",
        SandboxOutcome.MemoryLimit => $"more than {options.MemoryMegabytes} MB of memory",
        SandboxOutcome.OutputLimit => "too much output",
        _ => test.Judge(result),
    };

    /// <summary>Whose fault a lost sandbox is: the program's, unless a harmless program finds none either.</summary>
    private async Task<Verdict> BlameAsync(CancellationToken cancellation)
    {
        await using var other = await pool.RentAsync(cancellation).ConfigureAwait(false);
        var canary = await other.RunAsync(Canary, cancellation).ConfigureAwait(false);
        return canary.Outcome == SandboxOutcome.Ended && canary.Output == "42\n"
            ? new Verdict.Incorrect("the program took its sandbox down")
            : new Verdict.Failed("the sandbox is gone and a harmless program cannot run either");
    }
}
