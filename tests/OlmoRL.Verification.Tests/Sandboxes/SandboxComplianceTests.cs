using OlmoRL.Rewards;
using OlmoRL.Verification.Sandboxes;
using OlmoRL.Verification.Verifiers.Code;

namespace OlmoRL.Verification.Tests.Sandboxes;

/// <summary>What every sandbox must do; each kind inherits it.</summary>
public abstract class SandboxComplianceTests
{
    private static readonly SandboxLimits Short = new() { Time = TimeSpan.FromSeconds(0.5) };

    [Fact]
    public async Task Runs_a_script_on_its_input()
    {
        await using var sandbox = await StartAsync();

        var result = await RunAsync(sandbox, "import sys\nprint(int(input()) * 2)\nprint('aside', file=sys.stderr)\nexit(3)", "21\n");

        Assert.Equal((SandboxOutcome.Ended, 3, "42\n", "aside\n"), (result.Outcome, result.ExitCode, result.Output, result.Errors));
    }

    [Theory]
    [InlineData("while True: pass", SandboxOutcome.TimeLimit)]
    [InlineData("import time; time.sleep(99)", SandboxOutcome.TimeLimit)]
    [InlineData("while True: print('x' * 1000)", SandboxOutcome.OutputLimit)]
    [InlineData("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", SandboxOutcome.Ended)]
    public async Task Ends_what_does_not_end_and_serves_the_next(string program, SandboxOutcome expected)
    {
        await using var sandbox = await StartAsync();

        var result = await RunAsync(sandbox, program, "", Short);
        var next = await RunAsync(sandbox, "print(1)", "");

        Assert.Equal(expected, result.Outcome);
        Assert.Equal("1\n", next.Output);
    }

    [Fact]
    public async Task Stops_processes_that_take_more_memory_together_than_one_may()
    {
        await using var sandbox = await StartAsync();
        const string Program = "import os, time\nfor _ in range(6):\n  if os.fork() == 0: break\nkept = bytes([1]) * (60 << 20)\ntime.sleep(99)";

        var result = await RunAsync(sandbox, Program, "", new SandboxLimits { Time = TimeSpan.FromSeconds(30), MemoryBytes = 128 << 20 });

        Assert.Equal(SandboxOutcome.MemoryLimit, result.Outcome);
    }

    [Fact]
    public async Task Leaves_nothing_for_the_next_completion()
    {
        await using var sandbox = await StartAsync();
        var first = await RunAsync(sandbox, "import os\nopen('/work/left', 'w').write('x')\nprint(os.getuid())\nif os.fork() == 0: os.setsid(); import time; time.sleep(99)", "");

        var dirty = await sandbox.ResetAsync(TestContext.Current.CancellationToken);

        Assert.Null(dirty);
        if (!sandbox.IsReusable)
            Assert.Skip("without root this kind is used once, and has one user");
        var second = await RunAsync(sandbox, "import os\nprint(os.getuid())\nprint(os.listdir('/work'), [p for p in os.listdir('/proc') if p.isdigit() and p not in ('1', str(os.getpid()))])", "");
        Assert.Equal("[] []", second.Output.Split('\n')[1]);
        Assert.NotEqual(first.Output.Trim(), second.Output.Split('\n')[0]);
    }

    [Fact]
    public async Task A_program_that_never_ran_is_a_failure_of_ours()
    {
        var sandbox = await StartAsync();
        await sandbox.DisposeAsync();

        var result = await RunAsync(sandbox, "print(1)", "");

        Assert.Equal(SandboxOutcome.NotStarted, result.Outcome);
        Assert.False(sandbox.IsReusable);
    }

    [Fact]
    public async Task Tests_reach_functions_classes_callbacks_and_changed_arguments_of_a_program()
    {
        await using var sandbox = await StartAsync();
        const string Program =
            """
            class Node:
                def __init__(self, value):
                    self.value = value
                    self.next = None

            class Solution:
                def total(self, node):
                    return node.value + (self.total(node.next) if node.next else 0)

            def sort(items): items.sort()
            def apply(function, x): return function(x)
            def squares(n):
                for i in range(n): yield i * i
            def fail(): raise KeyError("missing")
            """;
        const string Test =
            """
            items = [3, 1, 2]
            sort(items)
            assert items == [1, 2, 3]
            assert Solution().total(root) == 3
            assert root.value == 1
            assert apply(lambda x: x + 1, 4) == 5
            assert list(squares(4)) == [0, 1, 4, 9] and 9 in squares(4)
            try:
                fail()
                assert False
            except KeyError:
                pass
            """;
        var request = new SandboxRequest
        {
            Program = Program,
            Test = new ProgramTest("root = Node(1)\nroot.next = Node(2)", Test, IsExpression: false, EntryPoint: null),
        };

        var result = await sandbox.RunAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal("""{"passed": true}""", result.Report);
    }

    [Fact]
    public async Task No_escape_changes_a_verdict_or_outlives_its_sandbox()
    {
        await using (await StartAsync())
        {
        }

        var suite = new EscapeSuite(Open, TimeSpan.FromSeconds(0.3), Part, parts: 2);

        var breaches = await suite.RunAsync();

        Assert.True(suite.Count >= 30);
        Assert.Equal([], breaches);
    }

    [Fact]
    public async Task Single_use_gives_every_completion_a_new_sandbox()
    {
        await using (await StartAsync())
        {
        }

        await using var pool = new SandboxPool(Open(), SandboxIsolation.SingleUse, size: 1);
        var verifier = new CodeVerifier(new CodeVerifierOptions { TestTime = TimeSpan.FromSeconds(9) }, pool, TimeProvider.System);
        const string Tests = """[{"input": "", "output": "[]\n"}]""";
        const string Program = "import os\nprint(os.listdir('/work'))\nopen('/work/left', 'w').close()";

        for (var i = 0; i < 2; i++)
            Assert.Equal(new Verdict.Correct(), await GradeAsync(verifier, Program, Tests));
    }

    [Fact]
    public async Task HumanEval_and_mbpp_tell_right_from_wrong()
    {
        await using (await StartAsync())
        {
        }

        var problems = PublicProblems.HumanEval().Where((_, i) => i % 12 == 0).Concat(PublicProblems.Mbpp().Where((_, i) => i % 50 == 0)).ToArray();
        if (problems.Length == 0)
            Assert.Skip("../shared/data is missing");
        await using var pool = new SandboxPool(Open(), SandboxIsolation.FreshUser, size: 3);
        var verifier = new CodeVerifier(new CodeVerifierOptions { TestTime = TimeSpan.FromSeconds(10) }, pool, TimeProvider.System);

        var wrong = await Task.WhenAll(problems.Select(async problem =>
            await GradeAsync(verifier, problem.Right, problem.Tests) is Verdict.Correct
            && await GradeAsync(verifier, problem.Empty, problem.Tests) is Verdict.Incorrect ? null : problem.Name));

        Assert.Equal([], wrong.Where(name => name is not null));
    }

    /// <summary>The kind under test.</summary>
    private protected abstract ISandboxSource Open();

    /// <summary>Which half of the escapes this kind takes; `benchmarks/prove sandbox` runs all on both.</summary>
    private protected abstract int Part { get; }

    private static async Task<Verdict> GradeAsync(CodeVerifier verifier, string completion, string tests) => await verifier.VerifyAsync(
        new VerificationRequest { Prompt = "", Completion = completion, GroundTruth = tests, Row = "{}" }, TestContext.Current.CancellationToken);

    private static Task<SandboxResult> RunAsync(ISandbox sandbox, string program, string stdin, SandboxLimits? limits = null) =>
        sandbox.RunAsync(
            new SandboxRequest { Program = program, Stdin = stdin, Limits = limits ?? new SandboxLimits { Time = TimeSpan.FromSeconds(10) } },
            TestContext.Current.CancellationToken);

    private async Task<ISandbox> StartAsync()
    {
        var source = Open();
        try
        {
            return await source.StartAsync(TestContext.Current.CancellationToken);
        }
        catch (SandboxUnavailableException missing)
        {
            Assert.Skip(missing.Message);
            throw;
        }
    }
}
