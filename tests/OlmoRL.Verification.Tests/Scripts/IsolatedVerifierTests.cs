using OlmoRL.Rewards;
using OlmoRL.Verification.Scripts;

namespace OlmoRL.Verification.Tests.Scripts;

public sealed class IsolatedVerifierTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("olmorl-").FullName;

    [Fact]
    public async Task A_script_that_hangs_is_killed_and_the_next_row_is_graded()
    {
        await using var verifier = Isolate("if (Completion == \"hang\") while (true) ; return Score(1);", TimeSpan.FromSeconds(2));

        Assert.Contains("was killed", Assert.IsType<Verdict.Failed>(await GradeAsync(verifier, "hang")).Reason, StringComparison.Ordinal);
        Assert.Equal(new Verdict.Correct(), await GradeAsync(verifier, "go on"));
    }

    [Fact]
    public async Task A_script_that_ends_its_process_fails_that_row_only()
    {
        await using var verifier = Isolate("if (Completion == \"exit\") Environment.Exit(0); return Score(0.5);", TimeSpan.FromSeconds(20));

        Assert.IsType<Verdict.Failed>(await GradeAsync(verifier, "exit"));
        Assert.Equal(new Verdict.Correct(0.5), await GradeAsync(verifier, "go on"));
    }

    [Fact]
    public async Task A_script_that_throws_or_prints_leaves_the_conversation_whole()
    {
        await using var verifier = Isolate("""
            Console.WriteLine("{}");
            if (Completion == "throw") throw new InvalidOperationException("boom");
            return GroundTruth == Completion ? Score(1) : Incorrect("other");
            """, TimeSpan.FromSeconds(20));

        Assert.Equal(new Verdict.Failed("InvalidOperationException: boom"), await GradeAsync(verifier, "throw"));
        Assert.Equal(new Verdict.Correct(), await GradeAsync(verifier, "truth"));
        Assert.Equal(new Verdict.Incorrect("other"), await GradeAsync(verifier, "lie"));
    }

    [Fact]
    public void A_script_that_does_not_compile_is_refused_with_line_and_column()
    {
        var refused = Assert.Throws<ScriptException>(() => Isolate("var x = 1;\nreturn Scre(1);", TimeSpan.FromSeconds(20)));

        Assert.Equal((2, 8), (refused.Line, refused.Column));
    }

    [Fact]
    public async Task A_compiled_verifier_works_too()
    {
        var name = $"assembly:{typeof(LongerIsBetter).Assembly.Location};{typeof(LongerIsBetter).FullName}";
        await using var verifier = new IsolatedVerifier(name, new OperatorCodeOptions { Processes = 1 });

        Assert.Equal(new Verdict.Correct(0.04), await GradeAsync(verifier, "four"));
    }

    [Theory]
    [InlineData("missing.dll;X", typeof(FileNotFoundException))]
    [InlineData("X", typeof(ArgumentException))]
    public void An_assembly_that_cannot_be_used_is_refused(string name, Type expected)
    {
        Assert.IsType(expected, Record.Exception(() => OperatorCode.Load("assembly:" + Path.Combine(_folder, name))));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task<Verdict> GradeAsync(IsolatedVerifier verifier, string completion) => await verifier.VerifyAsync(
        new VerificationRequest { Prompt = "", Completion = completion, GroundTruth = "truth", Row = "{}" }, CancellationToken.None);

    private IsolatedVerifier Isolate(string script, TimeSpan limit)
    {
        var path = Path.Combine(_folder, "reward.csx");
        File.WriteAllText(path, script);
        return new IsolatedVerifier("script:" + path, new OperatorCodeOptions { Processes = 1, TimeLimit = limit });
    }
}

/// <summary>An operator's compiled verifier.</summary>
public sealed class LongerIsBetter : IVerifier
{
    /// <inheritdoc/>
    public ValueTask<Verdict> VerifyAsync(VerificationRequest request, CancellationToken cancellation) =>
        ValueTask.FromResult<Verdict>(new Verdict.Correct(request.Completion.Length / 100.0));
}
