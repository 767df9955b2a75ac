using OlmoRL.Rewards;
using OlmoRL.Verification.Scripts;

namespace OlmoRL.Verification.Tests.Scripts;

public sealed class CompiledScriptTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("olmorl-").FullName;

    public static TheoryData<string, Verdict> Values => new()
    {
        { "return Score(0.5);", new Verdict.Correct(0.5) },
        { "return Score(7);", new Verdict.Correct() },
        { "return Score(-1);", new Verdict.Incorrect("scored -1") },
        { "Completion.Contains(\"2\")", new Verdict.Correct() },
        { "Completion.Contains(\"x\")", new Verdict.Incorrect("the script said false") },
        { "0.25", new Verdict.Correct(0.25) },
        { "Answer == GroundTruth ? 1 : 0", new Verdict.Correct() },
        { "Row.GetProperty(\"level\").GetInt32() / 10.0", new Verdict.Correct(0.3) },
        { "return Incorrect(Prompt);", new Verdict.Incorrect("1+1?") },
        { "return Failed(\"no judge\");", new Verdict.Failed("no judge") },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public async Task The_value_of_a_script_is_the_verdict(string script, Verdict expected) =>
        Assert.Equal(expected, await Compile(script).VerifyAsync(Request(), CancellationToken.None));

    [Fact]
    public void A_script_that_does_not_compile_names_file_line_and_column()
    {
        var refused = Assert.Throws<ScriptException>(() => Compile("var x = 1;\nreturn Scre(1);"));

        Assert.Contains("reward.csx(2,8)", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Scre", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_completion_is_data_to_the_script_and_is_never_run()
    {
        var path = Path.Combine(_folder, "planted");

        var verdict = await Compile("Completion.Length > 0").VerifyAsync(
            Request() with { Completion = $"System.IO.File.WriteAllText(\"{path}\", \"x\")" }, CancellationToken.None);

        Assert.IsType<Verdict.Correct>(verdict);
        Assert.False(File.Exists(path));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static VerificationRequest Request() =>
        new() { Prompt = "1+1?", Completion = "Answer: 2", GroundTruth = "2", Row = "{\"level\": 3}" };

    private CompiledScript Compile(string script)
    {
        var path = Path.Combine(_folder, "reward.csx");
        File.WriteAllText(path, script);
        return new CompiledScript(path);
    }
}
