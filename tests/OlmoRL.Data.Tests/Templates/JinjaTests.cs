using System.Text.Json;
using CsCheck;
using OlmoRL.Data.Templates;
using OlmoRL.Data.Templates.Evaluation;

namespace OlmoRL.Data.Tests.Templates;

public sealed class JinjaTests
{
    private static readonly JsonElement Cases = Golden.Read("jinja.json");

    public static TheoryData<int> CaseNumbers => [.. Enumerable.Range(0, Cases.GetProperty("cases").GetArrayLength())];

    [Theory]
    [MemberData(nameof(CaseNumbers))]
    public void Renders_as_jinja_does(int number)
    {
        var expected = Cases.GetProperty("cases")[number];
        var variables = Cases.GetProperty("context").EnumerateObject().Where(v => v.Name != "messages").ToDictionary(v => v.Name, v => v.Value);
        var conversation = Conversation.ReadRow(Cases.GetProperty("context")) with { Variables = variables };

        var text = Template(expected.GetProperty("template").GetString()!).Render(conversation);

        Assert.Equal(expected.GetProperty("text").GetString(), text);
    }

    [Theory]
    [InlineData("a\nb {{ nothing.more }}", 2, "{{ nothing.more }}", "'nothing' is undefined")]
    [InlineData("{{ messages[0].content + 1 }}", 1, "{{ messages[0].content + 1 }}", "text + integer")]
    [InlineData("\n\n{% if true %}", 3, "{% if true %}", "endif")]
    [InlineData("{% if true %}\n{% endfor %}", 2, "{% endfor %}", "endfor")]
    [InlineData("{{ 1 | nonesuch }}", 1, "{{ 1 | nonesuch }}", "no filter 'nonesuch'")]
    [InlineData("{{ 1 is nonesuch }}", 1, "{{ 1 is nonesuch }}", "no test 'nonesuch'")]
    [InlineData("{% include 'x' %}", 1, "{% include 'x' %}", "include is not supported")]
    [InlineData("x\n{{ raise_exception('no ' ~ 'system') }}", 2, "{{ raise_exception('no ' ~ 'system') }}", "no system")]
    [InlineData("{{ 'open", 1, "{{ 'open", "does not end")]
    [InlineData("{{ 1 + }}", 1, "{{ 1 + }}", "expected a value")]
    [InlineData("{# never", 1, "{#", "does not end")]
    [InlineData("{{ messages.append(1) }}", 1, "{{ messages.append(1) }}", "append would change a list")]
    [InlineData("{% macro f(a) %}\n{{ a.b.c }}{% endmacro %}\n{{ f({}) }}", 2, "{{ a.b.c }}", "has no member 'b'")]
    [InlineData("{% set x.y = 1 %}", 1, "{% set x.y = 1 %}", "'x' is not a namespace")]
    [InlineData("{{ 9223372036854775807 + 1 }}", 1, "{{ 9223372036854775807 + 1 }}", "too large")]
    [InlineData("{{ 1 // 0 }}", 1, "{{ 1 // 0 }}", "division by zero")]
    [InlineData("{{ (1 }}", 1, "{{ (1 }}", "'}' closes nothing")]
    [InlineData("{{ 1 ) }}", 1, "{{ 1 ) }}", "closes nothing")]
    public void Errors_name_line_and_construct(string source, int line, string construct, string fault)
    {
        var refused = Assert.Throws<TemplateException>(() => Template(source).Render(Asked));

        Assert.Equal((line, construct), (refused.Line, refused.Construct));
        Assert.Contains(fault, refused.Message, StringComparison.Ordinal);
        Assert.StartsWith($"test.jinja, line {line}", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    [Theory]
    [InlineData("{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}", "steps")]
    [InlineData("{{ 'x' * 999999999999 }}", "characters")]
    [InlineData("{% set ns = namespace(x='xxxxxxxxxx') %}{% for i in range(99) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}", "characters")]
    [InlineData("{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}", "nested deeper")]
    [InlineData("{{ range(999999999) }}", "range of more than")]
    [InlineData("{{ [0] * 999999999999 }}", "steps")]
    [InlineData("{% for x in [1] recursive %}{{ loop([1]) }}{% endfor %}", "nested deeper")]
    public void A_template_that_does_not_end_is_stopped(string source, string fault)
    {
        var template = new ChatTemplate("test.jinja", source, Golden.Olmo, limits: new RenderLimits(1_000_000, 10_000_000));

        var stopped = Assert.Throws<TemplateException>(() => template.Render(Asked));

        Assert.Contains(fault, stopped.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(", ")")]
    [InlineData("[", "]")]
    [InlineData("not ", "")]
    [InlineData("-", "")]
    [InlineData("1 + ", "")]
    [InlineData("1 if 1 else ", "")]
    public void Deep_nesting_is_refused_before_the_stack_ends(string open, string close)
    {
        var source = "{{ " + string.Concat(Enumerable.Repeat(open, 100_000)) + "1" + string.Concat(Enumerable.Repeat(close, 100_000)) + " }}";

        var refused = Assert.Throws<TemplateException>(() => Template(source).Render(Asked));

        Assert.Contains("nested deeper", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_text_is_read_or_refused()
    {
        var parts = Gen.OneOfConst(
            "{{", "}}", "{%", "%}", "{#", "#}", "-", "+", "if", "for", "in", "endif", "endfor", "set", "x", "=", "'", "\"", "(", ")", "[", "]",
            "{", "}", "|", "is", "not", "1", "1.5", ".", ",", ":", "\n", " ", "raw", "endraw", "macro", "messages", "upper", "loop", "**", "~", "\\");

        parts.Array[0, 30].Select(p => string.Join(" ", p)).Sample(
            source =>
            {
                try
                {
                    _ = Template(source).Render(Asked);
                }
                catch (TemplateException)
                {
                }
            },
            iter: 5000);
    }

    [Fact]
    public void Text_without_tags_is_written_as_it_is()
    {
        Gen.String.Where(s => !s.Contains('{')).Sample(text =>
            Template(text + "|").Render(Asked) == text.ReplaceLineEndings("\n") + "|");
    }

    [Fact]
    public void A_date_comes_from_the_clock()
    {
        var template = new ChatTemplate("t", "{{ strftime_now('%d %b %Y|%B %-d, %Y|%A %H:%M:%S|%j') }}", Golden.Olmo, clock: new FixedClock());

        Assert.Equal("03 Nov 2025|November 3, 2025|Monday 09:05:07|307", template.Render(Asked));
    }

    private static Conversation Asked { get; } = new() { Messages = [new ChatMessage("user", "Q")] };

    private static ChatTemplate Template(string source) => new("test.jinja", source, Golden.Olmo);
}
