using OlmoRL.Verification.Verifiers.Code;

namespace OlmoRL.Verification.Tests.Verifiers.Code;

public sealed class CodeTestsTests
{
    [Fact]
    public void Reads_asserts_inputs_and_checks()
    {
        var asserts = CodeTests.Parse("""["assert f(1) == 2", "assert f(1) < 3"]""");
        var scripts = CodeTests.Parse("""[{"input": "1\n", "output": "2\n"}]""");
        var check = CodeTests.Parse("""{"check": "def check(f): pass", "entry_point": "g", "tests": ["assert g(1) == 1"], "setup": "x = 1"}""");

        Assert.IsType<CodeTest.Value>(asserts[0]);
        Assert.IsType<CodeTest.Statements>(asserts[1]);
        Assert.Equal(new CodeTest.Script("1\n", "2\n"), scripts[0]);
        Assert.Equal("g", Assert.IsType<CodeTest.Statements>(check[0]).EntryPoint);
        Assert.Equal("x = 1", Assert.IsType<CodeTest.Value>(check[1]).Setup);
    }

    [Theory]
    [InlineData("")]
    [InlineData("eJxLzEkFAAKMAUE=")]
    [InlineData("[]")]
    [InlineData("3")]
    [InlineData("[3]")]
    [InlineData("[{\"input\": \"1\"}]")]
    [InlineData("{\"check\": \"def check(f): pass\"}")]
    public void Refuses_what_holds_no_tests(string groundTruth) => Assert.Throws<FormatException>(() => CodeTests.Parse(groundTruth));

    [Theory]
    [InlineData("text only", "text only")]
    [InlineData("a\n```python\nx = 1\n```\nb", "x = 1\n")]
    [InlineData("```\nx = 1\n```\nthen\n```py\ny = 2\n```", "y = 2\n")]
    [InlineData("```python\nx = 1\n", "x = 1\n")]
    [InlineData("``` x = 1 ```", " x = 1 ")]
    public void Takes_the_last_fenced_block(string completion, string program) => Assert.Equal(program, CodeBlock.Extract(completion));

    [Theory]
    [InlineData("1 2\n3", " 1 2 \n3\n\n", true)]
    [InlineData("1.0", "1.00", true)]
    [InlineData("1e2 -0", "100 0", true)]
    [InlineData("0.5", ".5", true)]
    [InlineData("1  2", "1 2", true)]
    [InlineData("a  b", "a b", false)]
    [InlineData("1\n2", "1 2", false)]
    [InlineData("1", "1.0000001", false)]
    [InlineData("1", "", false)]
    [InlineData("nan", "NaN", false)]
    [InlineData("1e999999999", "1e999999998", false)]
    public void Compares_output_by_lines_then_by_exact_decimals(string printed, string expected, bool equal) =>
        Assert.Equal(equal, OutputComparison.AreEqual(printed, expected));
}
