using OlmoRL.Data.Templates;
using OlmoRL.Data.Tests.Tokenization;
using OlmoRL.Recipes;
using OlmoRL.Rollouts;

namespace OlmoRL.Data.Tests;

public sealed class JsonLinesPromptsTests
{
    private const string Question = """{"messages":[{"role":"user","content":"Q1"}],"ground_truth":"4","dataset":"math","extra":[1]}""";
    private readonly string _folder = Directory.CreateTempSubdirectory("olmorl-").FullName;

    [Fact]
    public void Messages_are_rendered_with_the_template_that_is_named()
    {
        var prompt = Assert.Single(Read(Question, new DataSpec { Template = "olmo_thinker" }));

        Assert.Equal(
            "<|im_start|>system\nYou are a helpful AI assistant.<|im_end|>\n<|im_start|>user\nQ1<|im_end|>\n<|im_start|>assistant\n<think>",
            Cl100k.Olmo3.Decode(prompt.TokenIds, skipSpecialTokens: false));
        Assert.Equal("user: Q1", prompt.Text);
        Assert.Equal([new VerifierTarget("math", "4")], prompt.Targets);
        Assert.Equal(Question, prompt.Row);
    }

    [Fact]
    public void The_checkpoints_own_template_is_the_default_and_its_file_wins_over_its_config()
    {
        File.WriteAllText(
            Path.Combine(_folder, "tokenizer_config.json"),
            """
            {"eos_token":{"content":"<|im_end|>"},"chat_template":[{"name":"tool_use","template":"no"},
            {"name":"default","template":"config {{ messages[0].content }}{{ eos_token }}"}]}
            """);
        string Render() => Cl100k.Olmo3.Decode(Read(Question, new DataSpec())[0].TokenIds, skipSpecialTokens: false);
        var fromConfig = Render();
        File.WriteAllText(Path.Combine(_folder, "chat_template.jinja"), "file {{ messages[0].content }}{{ eos_token }}");

        Assert.Equal("config Q1<|im_end|>", fromConfig);
        Assert.Equal("file Q1<|im_end|>", Render());
    }

    [Fact]
    public void A_file_of_jinja_serves_as_well()
    {
        var file = Path.Combine(_folder, "own.jinja");
        File.WriteAllText(file, "{{ messages | map(attribute='role') | join('+') }}");

        var row = """{"messages":[{"role":"user","content":"Q"},{"role":"assistant","content":"A"}],"ground_truth":"4","dataset":"math"}""";
        var prompt = Assert.Single(Read(row, new DataSpec { TemplateFile = file }));

        // The last turn of the assistant is what is to be sampled.
        Assert.Equal("user", Cl100k.Olmo3.Decode(prompt.TokenIds));
    }

    [Fact]
    public void A_raw_prompt_stays_raw_unless_a_template_is_named()
    {
        var row = """{"prompt":"Q1","ground_truth":["4","5"],"dataset":["math","gsm8k"],"tools":["python"]}""";

        var raw = Assert.Single(Read(row, new DataSpec()));
        var templated = Assert.Single(Read(row, new DataSpec { Template = "tulu" }));

        Assert.Equal("Q1", Cl100k.Olmo3.Decode(raw.TokenIds));
        Assert.Equal("<|user|>\nQ1\n<|assistant|>\n", Cl100k.Olmo3.Decode(templated.TokenIds));
        Assert.Equal(["math", "gsm8k"], templated.Targets.Select(t => t.Verifier));
    }

    [Fact]
    public void Long_prompts_are_left_out_not_cut()
    {
        var rows = Question + "\n" + Question.Replace("Q1", string.Concat(Enumerable.Repeat("word ", 50)));

        var prompts = Read(rows, new DataSpec { Template = "tulu", MaxPromptTokens = 30 });

        Assert.Equal("user: Q1", Assert.Single(prompts).Text);
        Assert.Throws<InvalidDataException>(() => Read(rows, new DataSpec { Template = "tulu", MaxPromptTokens = 3 }));
    }

    [Theory]
    [InlineData("""{"messages":[],"ground_truth":"4","dataset":"math"}""", "messages is empty")]
    [InlineData("""{"messages":[{"content":"x"}],"ground_truth":"4","dataset":"math"}""", "with a role")]
    [InlineData("""{"question":"x","ground_truth":"4","dataset":"math"}""", "messages and prompt are missing")]
    [InlineData("""{"messages":[{"role":"user","content":null}],"ground_truth":"4","dataset":"math"}""", "tulu, line 5")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"tools":5,"ground_truth":"4","dataset":"math"}""", "column tools")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}""", "line 2")]
    public void Names_file_line_and_fault_of_a_malformed_row(string row, string fault)
    {
        var refused = Assert.Throws<InvalidDataException>(() => Read(Question + "\n" + row, new DataSpec { Template = "tulu" }));

        Assert.Contains("rows.jsonl, line 2", refused.Message, StringComparison.Ordinal);
        Assert.Contains(fault, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_template_that_does_not_exist_is_refused_with_the_names_that_do()
    {
        var unknown = Assert.Throws<InvalidDataException>(() => Read(Question, new DataSpec { Template = "olmo123" }));
        var none = Assert.Throws<InvalidDataException>(() => Read(Question, new DataSpec()));

        Assert.Contains("olmo123", unknown.Message, StringComparison.Ordinal);
        Assert.Contains("olmo_thinker", unknown.Message, StringComparison.Ordinal);
        Assert.Contains("has no chat template", none.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""[{"type":"function"}]""", 1)]
    [InlineData("""{"type":"function"}""", 1)]
    [InlineData("\"[{\\\"type\\\":\\\"function\\\"},{}]\"", 2)]
    [InlineData("""["python","search"]""", 0)]
    [InlineData("[]", 0)]
    [InlineData("null", 0)]
    [InlineData("\"\"", 0)]
    public void Tools_come_in_several_forms(string tools, int count)
    {
        using var row = System.Text.Json.JsonDocument.Parse($$"""{"messages":[{"role":"user","content":"x"}],"tools":{{tools}}}""");

        Assert.Equal(count, Conversation.ReadRow(row.RootElement).Tools?.GetArrayLength() ?? 0);
    }

    private IReadOnlyList<Prompt> Read(string rows, DataSpec data)
    {
        var path = Path.Combine(_folder, "rows.jsonl");
        File.WriteAllText(path, rows);
        return JsonLinesPrompts.Read(path, new PromptRendering(data, Cl100k.Olmo3, _folder), "", data.MaxPromptTokens);
    }
}
