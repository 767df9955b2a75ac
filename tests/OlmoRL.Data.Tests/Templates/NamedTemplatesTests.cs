using OlmoRL.Data.Templates;

namespace OlmoRL.Data.Tests.Templates;

public sealed class NamedTemplatesTests
{
    public static TheoryData<string> ReferenceNames => [.. Golden.Read("named.json").EnumerateObject().Select(t => t.Name)];

    [Theory]
    [MemberData(nameof(ReferenceNames))]
    public void Renders_as_the_reference_does(string name)
    {
        var template = NamedTemplates.Find(name, Golden.Olmo)!;

        foreach (var expected in Golden.Read("named.json").GetProperty(name).EnumerateObject())
        {
            var conversation = Golden.Conversations[expected.Name];

            // There the reference writes the word None; ours refuses the row.
            if (!name.StartsWith("olmo", StringComparison.Ordinal) && conversation.Messages.Any(m => m.Content is null))
                Assert.Throws<TemplateException>(() => template.Render(conversation));
            else
                Assert.Equal((expected.Name, expected.Value.GetString()), (expected.Name, template.Render(conversation)));
        }
    }

    [Theory]
    [InlineData(
        "olmo_thinker_rlzero",
        "Solve the following problem step by step. The last line of your response should be the answer to the problem in form Answer: $Answer (without quotes) where $Answer is the answer to the problem.\n\nQ1\n\nRemember to put your answer on its own line after \"Answer:\"")]
    [InlineData(
        "olmo_thinker_code_rlzero",
        "Solve the following code problem step by step. The last part of your response should be the solution to the problem in form ```\npython\nCODE\n``` where CODE is the solution for the problem.\n\nQ1\nRemember to put your solution inside the ```\npython\nCODE\n``` tags")]
    [InlineData(
        "olmo_thinker",
        "<|im_start|>system\nYou are a helpful AI assistant.<|im_end|>\n<|im_start|>user\nQ1<|im_end|>\n<|im_start|>assistant\n<think>")]
    [InlineData("tulu", "<|user|>\nQ1\n<|assistant|>\n")]
    [InlineData("tulu_thinker", "<|user|>\nQ1\n<|assistant|>\n<think>")]
    [InlineData(
        "qwen_instruct_user_boxed_math",
        "<|im_start|>user\nQ1\n\nPlease reason step by step, and put your final answer within \\boxed{}<|im_end|>\n<|im_start|>assistant\n")]
    public void Asks_in_the_words_that_were_published(string name, string expected)
    {
        Assert.Equal(expected, NamedTemplates.Find(name, Golden.Olmo)!.Render(Golden.Conversations["question"]));
    }

    [Fact]
    public void Knows_every_name_of_the_reference()
    {
        string[] names = [.. ReferenceNames.Select(r => (string)r.Data), "qwen_instruct_user_boxed_math"];

        Assert.Equal(names.Order(StringComparer.Ordinal), NamedTemplates.Names);
        Assert.Null(NamedTemplates.Find("olmo123", Golden.Olmo));
    }

    [Theory]
    [InlineData("qwen3")]
    [InlineData("llama3")]
    [InlineData("olmo3")]
    public void Templates_of_public_families_render_as_jinja_renders_them(string family)
    {
        var tokens = family switch
        {
            "qwen3" => new SpecialTokens { Eos = "<|im_end|>", Pad = "<|endoftext|>" },
            "llama3" => new SpecialTokens { Bos = "<|begin_of_text|>", Eos = "<|eot_id|>" },
            _ => Golden.Olmo,
        };
        var template = new ChatTemplate(family, Golden.Text($"{family}.jinja"), tokens, clock: new FixedClock());

        foreach (var expected in Golden.Read("families.json").GetProperty(family).EnumerateObject())
            Assert.Equal((expected.Name, expected.Value.GetString()), (expected.Name, template.Render(Golden.Conversations[expected.Name])));
    }
}
