using System.Numerics;
using System.Text.Json;
using CsCheck;
using OlmoRL.Verification.Verifiers.Code;

namespace OlmoRL.Verification.Tests.Verifiers.Code;

public sealed class PythonLiteralTests
{
    [Theory]
    [InlineData("1", "True")]
    [InlineData("1.0", "1")]
    [InlineData("0x1F", "31")]
    [InlineData("1_000", "1000")]
    [InlineData("-2.5e3", "-2500")]
    [InlineData("(1)", "1")]
    [InlineData("1, 2", "(1, 2)")]
    [InlineData("(1,)", "( 1 , )")]
    [InlineData("[1, 'a', None]", "[1.0, \"a\", None,]")]
    [InlineData("{1, 2, 2}", "{2, 1}")]
    [InlineData("set()", "frozenset()")]
    [InlineData("{'a': 1, 'b': [2]}", "{'b': [2], 'a': 1}")]
    [InlineData("{'a': 1, 'a': 2}", "{'a': 2}")]
    [InlineData("'it''s'", "\"its\"")]
    [InlineData(@"'\n\t\\\x41\u00e9\101'", "\"\"\"\n\t\\\\A\u00e9A\"\"\"")]
    [InlineData(@"r'\d'", @"'\\d'")]
    [InlineData("b'AB'", @"b'\x41\x42'")]
    [InlineData("12345678901234567890123", "12345678901234567890123")]
    public void Reads_the_same_value_from_two_spellings(string left, string right) =>
        Assert.True(PythonEquality.AreEqual(PythonLiteral.TryParse(left)!, PythonLiteral.TryParse(right)!));

    [Theory]
    [InlineData("[1]", "(1,)")]
    [InlineData("'1'", "1")]
    [InlineData("'a'", "b'a'")]
    [InlineData("{1}", "[1]")]
    [InlineData("[1, 2]", "[2, 1]")]
    [InlineData("9007199254740993", "9007199254740992.0")]
    [InlineData("None", "False")]
    [InlineData("{}", "set()")]
    public void Tells_values_of_different_kinds_apart(string left, string right) =>
        Assert.False(PythonEquality.AreEqual(PythonLiteral.TryParse(left)!, PythonLiteral.TryParse(right)!));

    [Theory]
    [InlineData("f(1)")]
    [InlineData("x")]
    [InlineData("1 + 2")]
    [InlineData("1j")]
    [InlineData("f'{1}'")]
    [InlineData("[1 for _ in x]")]
    [InlineData("[1")]
    [InlineData("'open")]
    [InlineData("012")]
    [InlineData("")]
    [InlineData("1 2")]
    public void Refuses_what_is_no_literal(string text) => Assert.Null(PythonLiteral.TryParse(text));

    [Fact]
    public void Never_throws_on_any_text() =>
        Gen.String[Gen.OneOfConst([.. "[](){}'\"\\,:.0123456789eExXab_-+ NoneTrueset\n#"]), 0, 40].Sample(text => _ = PythonLiteral.TryParse(text), iter: 20_000);

    [Fact]
    public void A_literal_equals_the_canonical_json_of_its_value() =>
        Gen.Select(Gen.Long, Gen.Double.Where(double.IsFinite), Gen.String[Gen.Char[' ', '~'], 0, 20]).Sample((integer, real, text) =>
        {
            var quoted = "'" + text.Replace("\\", "\\\\").Replace("'", "\\'") + "'";
            var literal = PythonLiteral.TryParse($"[{integer}, {$"{real:R}".Replace("E+", "e")}, {{{quoted}: ({integer},)}}]");
            var hexadecimal = integer < 0 ? $"-0x{-(BigInteger)integer:x}" : $"0x{(BigInteger)integer:x}";
            var json = $$"""[{"i": "{{hexadecimal}}"}, {"f": "{{real:R}}"}, {"d": [[{{JsonSerializer.Serialize(text)}}, {"t": [{"i": "{{hexadecimal}}"}]}]]}]""";
            using var document = JsonDocument.Parse(json);
            return PythonEquality.AreEqual(literal!, PythonValueJson.Read(document.RootElement));
        });

    [Theory]
    [InlineData("""{"x": 1}""")]
    [InlineData("""{"o": "Everything"}""")]
    [InlineData("""{"i": "no"}""")]
    [InlineData("""{"i": 3}""")]
    [InlineData("1.5")]
    public void What_a_sandbox_sends_that_is_no_plain_data_equals_nothing(string json)
    {
        using var document = JsonDocument.Parse(json);
        var value = PythonValueJson.Read(document.RootElement);

        Assert.IsType<PythonValue.Opaque>(value);
        Assert.False(PythonEquality.AreEqual(value, value));
    }
}
