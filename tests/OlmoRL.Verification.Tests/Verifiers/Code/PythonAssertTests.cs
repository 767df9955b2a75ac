using OlmoRL.Verification.Verifiers.Code;

namespace OlmoRL.Verification.Tests.Verifiers.Code;

public sealed class PythonAssertTests
{
    [Theory]
    [InlineData("assert f(1) == 2", "f(1)", "2")]
    [InlineData("assert f('==', \"a,b\")[0] == [1, 2], 'message == x'", "f('==', \"a,b\")[0]", "[1, 2]")]
    [InlineData("assert set(f((3, 4), (5, 6))) == set()", "set(f((3, 4), (5, 6)))", "set()")]
    [InlineData("assert f(lambda x: x == 1, [i for i in (1, 2)]) == True", "f(lambda x: x == 1, [i for i in (1, 2)])", "True")]
    [InlineData("  assert normal(\n 1) == -1.5  ", "normal(\n 1)", "-1.5")]
    public void Keeps_the_literal_out_of_what_the_sandbox_sees(string statement, string expression, string expected)
    {
        var parts = PythonAssert.TryParse(statement)!;

        Assert.Equal(expression, parts.Expression);
        Assert.True(PythonEquality.AreEqual(PythonLiteral.TryParse(expected)!, parts.Expected));
    }

    [Theory]
    [InlineData("assert f(1) == g(2)")]
    [InlineData("assert not f(1) == 2")]
    [InlineData("assert f(1) == 2 and f(2) == 3")]
    [InlineData("assert f(1) == 2 == 2")]
    [InlineData("assert f(1) != 2")]
    [InlineData("assert f(1) <= 2")]
    [InlineData("assert f(1)")]
    [InlineData("assert (f(1) == 2)")]
    [InlineData("assert f(1) == 2; f = None")]
    [InlineData("assert f(1) == 2 # comment")]
    [InlineData("assert f(1) == 2\nassert f(2) == 3")]
    [InlineData("assert 1 if f(1) == 2 else 3")]
    [InlineData("assertion == 2")]
    [InlineData("x == 2")]
    public void Leaves_every_other_statement_to_the_test_process(string statement) => Assert.Null(PythonAssert.TryParse(statement));
}
