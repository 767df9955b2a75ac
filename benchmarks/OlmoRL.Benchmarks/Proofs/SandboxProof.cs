using System.Diagnostics;
using OlmoRL.Rewards;
using OlmoRL.Verification.Sandboxes;
using OlmoRL.Verification.Tests.Sandboxes;
using OlmoRL.Verification.Verifiers.Code;

namespace OlmoRL.Benchmarks.Proofs;

/// <summary>The bars of code verification on both sandboxes: public problems, escapes, throughput.</summary>
internal sealed class SandboxProof(bool sample)
{
    /// <summary>MBPP has three asserts a problem.</summary>
    private const int TestsEach = 3;

    private static readonly int PoolSize = new CodeVerifierOptions().Sandboxes;

    private readonly List<Bar> _bars = [];
    private readonly string _command = "benchmarks/prove sandbox" + (sample ? " --sample" : "");

    /// <summary>Runs every bar; 0 when all are met.</summary>
    public async Task<int> RunAsync()
    {
        await ProveAsync("Docker", () => new DockerSandboxSource(DockerSandboxSource.DefaultImage, TimeProvider.System)).ConfigureAwait(false);
        await ProveAsync("Bubblewrap", () => new BubblewrapSandboxSource(BubblewrapSandboxSource.DefaultFolder(), TimeProvider.System)).ConfigureAwait(false);
        if (!sample)
        {
            var root = (await CommandRun.StartAsync(AppContext.BaseDirectory, "git", "rev-parse", "--show-toplevel").ConfigureAwait(false)).Succeeded().Output.Trim();
            var commit = (await CommandRun.StartAsync(root, "git", "rev-parse", "--short", "HEAD").ConfigureAwait(false)).Succeeded().Output.Trim();
            ProofFile.Write(Path.Combine(root, "benchmarks", "results"), "sandbox", _bars, commit);
        }

        return _bars.All(b => b.Met) ? 0 : 1;
    }

    private async Task ProveAsync(string kind, Func<ISandboxSource> open)
    {
        var pool = new SandboxPool(open(), SandboxIsolation.FreshUser, sample ? 2 : PoolSize);
        await using (pool.ConfigureAwait(false))
        {
            try
            {
                await pool.WarmAsync(CancellationToken.None).ConfigureAwait(false);
            }
            catch (SandboxUnavailableException missing)
            {
                Add($"{kind}", missing.Message, "runs here", sample);
                return;
            }

            await ProveProblemsAsync(kind, pool).ConfigureAwait(false);
            if (!sample)
                await ProveThroughputAsync(kind, pool, open).ConfigureAwait(false);
        }

        await ProveEscapesAsync(kind, open).ConfigureAwait(false);
    }

    /// <summary>Bar 3.</summary>
    private async Task ProveProblemsAsync(string kind, SandboxPool pool)
    {
        var verifier = Verifier(pool, TimeSpan.FromSeconds(10));
        PublicProblem[] evaluated = [.. PublicProblems.HumanEval().Where((_, i) => !sample || i % 20 == 0)];
        PublicProblem[] basic = [.. PublicProblems.Mbpp().Where((_, i) => !sample || i % 60 == 0)];
        if (evaluated.Length == 0)
        {
            Add($"3 {kind}: public problems", "../shared/data is missing", "data", sample);
            return;
        }

        var right = await PassedAsync(verifier, evaluated, p => p.Right).ConfigureAwait(false);
        var empty = await PassedAsync(verifier, evaluated, p => p.Empty).ConfigureAwait(false);
        var mbpp = await PassedAsync(verifier, basic, p => p.Right).ConfigureAwait(false);
        Add($"3 {kind}: HumanEval, canonical solutions", $"{right.Length} of {evaluated.Length}", "all", right.Length == evaluated.Length);
        Add($"3 {kind}: HumanEval, body removed", $"{empty.Length} of {evaluated.Length}", "none", empty.Length == 0);
        var lost = basic.Select(p => p.Name).Except(mbpp).ToArray();
        Add($"3 {kind}: MBPP, reference solutions", $"{mbpp.Length} of {basic.Length}{(lost.Length > 0 ? $", not {string.Join(", ", lost)}" : "")}", "at least 99 %", mbpp.Length >= 0.99 * basic.Length);
    }

    /// <summary>Bar 4.</summary>
    private async Task ProveEscapesAsync(string kind, Func<ISandboxSource> open)
    {
        var suite = new EscapeSuite(open, TimeSpan.FromSeconds(sample ? 0.3 : 1), part: 0, parts: sample ? 10 : 1);
        var breaches = await suite.RunAsync().ConfigureAwait(false);
        Add($"4 {kind}: escapes", breaches.Count == 0 ? $"{suite.Count} programs and their pairs, none changed a verdict, nothing left running" : string.Join("; ", breaches),
            "at least 40, none", breaches.Count == 0);
        var overrun = suite.LargestOverrun.TotalSeconds;
        Add($"4 {kind}: all over after the deadline", FormattableString.Invariant($"{overrun:F2} s at most, four programs at once"), "at most 2 s", sample || overrun <= 2);
    }

    /// <summary>Bar 5.</summary>
    private async Task ProveThroughputAsync(string kind, SandboxPool pool, Func<ISandboxSource> open)
    {
        PublicProblem[] problems = [.. PublicProblems.Mbpp().Take(400)];
        if (problems.Length == 0)
            return;
        var verifier = Verifier(pool, TimeSpan.FromSeconds(1));
        _ = await PerSecondAsync(verifier, problems, hanging: null).ConfigureAwait(false);
        List<double> containers = [await ContainersAsync().ConfigureAwait(false)];
        var plain = await PerSecondAsync(verifier, problems, hanging: null).ConfigureAwait(false);
        containers.Add(await ContainersAsync().ConfigureAwait(false));
        var (tests, container, fresh) = (plain * TestsEach, containers.Average(), await FreshAsync(open).ConfigureAwait(false));
        Add($"5 {kind}: warm tests against a fresh `docker run` each", FormattableString.Invariant(
            $"{tests:F1} tests/s in {PoolSize} sandboxes ({plain:F1} programs/s) against {container:F2}/s one after the other, {tests / container:F1} times; a fresh sandbox of this kind through its API, without a test: {fresh:F2}/s"),
            "at least 10 times", tests >= 10 * container);
        foreach (var (name, program) in new[] { ("asleep", "import time\ntime.sleep(10**6)"), ("computing", "while True: pass") })
        {
            var hung = await PerSecondAsync(verifier, problems, program).ConfigureAwait(false);
            var after = await PerSecondAsync(verifier, problems, hanging: null).ConfigureAwait(false);
            var around = (plain + after) / 2;
            Add($"5 {kind}: 1 % of programs hang, {name}", FormattableString.Invariant($"{hung:F2} programs/s beside {plain:F2} before and {after:F2} after without, {100 * (1 - (hung / around)):F0} % less (limit 1 s)"),
                "at most 10 % less", hung >= 0.9 * around);
            plain = after;
        }
    }

    /// <summary>Tests a second with a `docker run` each.</summary>
    private static async Task<double> ContainersAsync()
    {
        const int Count = 5;
        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i < Count; i++)
            _ = await FreshContainer.RunAsync().ConfigureAwait(false);
        return Count / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    /// <summary>Sandboxes a second: start, one run, removal.</summary>
    private static async Task<double> FreshAsync(Func<ISandboxSource> open)
    {
        const int Count = 5;
        var source = open();
        await using (source.ConfigureAwait(false))
        {
            var began = Stopwatch.GetTimestamp();
            for (var i = 0; i < Count; i++)
            {
                var sandbox = await source.StartAsync(CancellationToken.None).ConfigureAwait(false);
                _ = await sandbox.RunAsync(new SandboxRequest { Program = "print(1)" }, CancellationToken.None).ConfigureAwait(false);
                await sandbox.DisposeAsync().ConfigureAwait(false);
            }

            return Count / Stopwatch.GetElapsedTime(began).TotalSeconds;
        }
    }

    /// <summary>Programs graded a second, from the first to the last verdict; every hundredth hangs.</summary>
    private static async Task<double> PerSecondAsync(CodeVerifier verifier, PublicProblem[] problems, string? hanging)
    {
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(problems.Select((problem, i) =>
            GradeAsync(verifier, hanging is not null && i % 100 == 50 ? hanging : problem.Right, problem.Tests))).ConfigureAwait(false);
        return problems.Length / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static async Task<string[]> PassedAsync(CodeVerifier verifier, PublicProblem[] problems, Func<PublicProblem, string> completion)
    {
        var verdicts = await Task.WhenAll(problems.Select(p => GradeAsync(verifier, completion(p), p.Tests))).ConfigureAwait(false);
        return [.. problems.Zip(verdicts).Where(p => p.Second is Verdict.Correct).Select(p => p.First.Name)];
    }

    private static CodeVerifier Verifier(SandboxPool pool, TimeSpan limit) =>
        new(new CodeVerifierOptions { TestTime = limit, TotalTime = TimeSpan.FromSeconds(60) }, pool, TimeProvider.System);

    private static Task<Verdict> GradeAsync(CodeVerifier verifier, string completion, string tests) => verifier.VerifyAsync(
        new VerificationRequest { Prompt = "", Completion = completion, GroundTruth = tests, Row = "{}" }, CancellationToken.None).AsTask();

    private void Add(string name, string figure, string required, bool met)
    {
        _bars.Add(new Bar(name, _command, figure, required, met));
        Console.WriteLine($"{(met ? "met    " : "NOT MET")} {name}: {figure} ({required})");
    }
}
