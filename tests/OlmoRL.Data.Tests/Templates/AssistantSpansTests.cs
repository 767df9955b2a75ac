using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using OlmoRL.Data.Templates;
using OlmoRL.Data.Tests.Tokenization;

namespace OlmoRL.Data.Tests.Templates;

public sealed class AssistantSpansTests
{
    private const string EndOfTurn = "<|im_end|>";

    // Words, and what could be taken for something else: white space at the borders, tags, headers, ends.
    private static readonly Gen<string> Contents = Gen.OneOf(
        Gen.OneOfConst(" ", "\n", "\n\n", "a", "Word", " and", "日本", "🙂", "<think>", "</think>", "assistant\n", "<functions>", "'s", "1234", "Assistant: ", "{{ x }}", "|>"),
        Gen.Char[' ', '~'].Select(c => c.ToString())).Array[1, 12].Select(string.Concat);

    private static readonly Gen<Conversation> Shapes =
        from system in Gen.Bool
        from functions in Gen.Bool
        from turns in (from question in Contents
                       from answer in Contents
                       from calls in Contents
                       from kind in Gen.Int[0, 2]
                       select (question, answer, calls, kind)).Array[1, 4]
        from asked in Gen.Bool
        select Shape(system, functions, turns, asked);

    public static TheoryData<string> Names => [.. NamedTemplates.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Trained_tokens_are_the_assistants_words_and_its_end_token(string name)
    {
        var template = NamedTemplates.Find(name, Golden.Olmo)!;
        var callsFunctions = name.StartsWith("olmo", StringComparison.Ordinal) && !name.EndsWith("_rlzero", StringComparison.Ordinal);

        Shapes.Sample(
            shape =>
            {
                var conversation = callsFunctions ? shape : WithoutFunctions(shape);
                var chat = template.RenderWithSpans(conversation);
                string[] expected = [.. Expected(name, conversation)];
                var (ids, trained) = chat.Encode(Cl100k.Olmo3);
                return chat.Text == template.Render(conversation)
                    && chat.Spans.Select(s => chat.Text.Substring(s.Start, s.Length)).SequenceEqual(expected)
                    && Decode(ids, trained, true) == string.Concat(expected)
                    && Cl100k.Olmo3.Decode(ids, skipSpecialTokens: false) == chat.Text;
            },
            iter: 100);
    }

    [Fact]
    public void Trained_tokens_follow_a_template_without_generation_blocks()
    {
        var template = new ChatTemplate("olmo3", Golden.Text("olmo3.jinja"), Golden.Olmo);

        Shapes.Sample(
            conversation =>
            {
                var chat = template.RenderWithSpans(conversation);
                return chat.Spans.Select(s => chat.Text.Substring(s.Start, s.Length)).SequenceEqual(Expected("olmo", conversation));
            },
            iter: 500);
    }

    [Theory]
    [InlineData("qwen3", "thinking", "One.<|im_end|>|<think>\nAgain.\n</think>\n\nTwo.<|im_end|>")]
    [InlineData(
        "qwen3", "tools",
        "<tool_call>\n{\"name\": \"get_weather\", \"arguments\": {\"city\": \"Paris\", \"days\": 2}}\n</tool_call><|im_end|>|<think>\n\n</think>\n\nSunny in Paris.<|im_end|>")]
    [InlineData("llama3", "turns", "Hi!\n\nHow are you?<|eot_id|>|Fine — thanks.<|eot_id|>")]
    [InlineData("llama3", "tools", "{\"name\": \"get_weather\", \"parameters\": {\"city\": \"Paris\", \"days\": 2}}<|eot_id|>|Sunny in Paris.<|eot_id|>")]
    [InlineData("olmo3", "tools", "<function_calls>get_weather(city=\"Paris\", days=2)</function_calls><|im_end|>|Sunny in Paris.<|endoftext|>")]
    [InlineData("olmo3", "functions", "<function_calls>add(a=1, b=2)</function_calls><|im_end|>|The sum is 3.<|endoftext|>")]
    public void Takes_in_what_the_template_writes_for_the_assistant(string family, string shape, string expected)
    {
        var tokens = family switch
        {
            "qwen3" => new SpecialTokens { Eos = "<|im_end|>", Control = ["<|im_start|>", "<|im_end|>", "<|endoftext|>"] },
            "llama3" => new SpecialTokens { Bos = "<|begin_of_text|>", Eos = "<|eot_id|>", Control = ["<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>"] },
            _ => Golden.Olmo,
        };
        var template = new ChatTemplate(family, Golden.Text($"{family}.jinja"), tokens, clock: new FixedClock());

        var chat = template.RenderWithSpans(Golden.Conversations[shape]);

        Assert.Equal(expected, string.Join('|', chat.Spans.Select(s => chat.Text.Substring(s.Start, s.Length))));
    }

    [Fact]
    public void Earlier_turns_may_look_different_from_the_last_one()
    {
        var template = new ChatTemplate("think", """
            {%- for m in messages %}{{ '<|im_start|>' + m.role + '\n' }}
            {%- if m.role == 'assistant' and not loop.last %}{{ m.content.split('</think>')[-1].lstrip() }}{% else %}{{ m.content }}{% endif %}
            {{- '<|im_end|>\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n<think>' }}{% endif %}
            """, Golden.Olmo);

        var chat = template.RenderWithSpans(Golden.Conversations["thinking"]);

        Assert.Equal(
            ["One.<|im_end|>", "<think>\nAgain.\n</think>\n\nTwo.<|im_end|>"],
            chat.Spans.Select(s => chat.Text.Substring(s.Start, s.Length)));
    }

    [Fact]
    public void The_last_turn_can_be_trained_on_alone()
    {
        var chat = NamedTemplates.Find("olmo", Golden.Olmo)!.RenderWithSpans(Golden.Conversations["turns"]);

        var (ids, trained) = chat.Encode(Cl100k.Olmo3, lastTurnOnly: true);

        Assert.Equal("Fine — thanks.<|endoftext|>", Decode(ids, trained, true));
    }

    [Fact]
    public void A_template_that_mixes_messages_is_refused_not_guessed_at()
    {
        var template = new ChatTemplate("mixed", """
            {%- if messages | length > 2 %}{{ messages[2].content + messages[1].content + messages[2].content }}{% endif %}
            """, Golden.Olmo);

        var refused = Assert.Throws<InvalidDataException>(() => template.RenderWithSpans(Golden.Conversations["turns"]));

        Assert.Contains("generation blocks", refused.Message, StringComparison.Ordinal);
    }

    private static string Decode(int[] ids, bool[] trained, bool wanted) =>
        Cl100k.Olmo3.Decode([.. ids.Zip(trained).Where(t => t.Second == wanted).Select(t => t.First)], skipSpecialTokens: false);

    private static IEnumerable<string> Expected(string name, Conversation conversation)
    {
        for (var i = 0; i < conversation.Messages.Count; i++)
        {
            var message = conversation.Messages[i];
            if (message.Role != "assistant")
                continue;
            var isLast = i == conversation.Messages.Count - 1;
            var calls = message.Fields.TryGetProperty("function_calls", out var c) && c.ValueKind == JsonValueKind.String
                ? $"<function_calls>{c.GetString()}</function_calls>" : "";
            yield return name switch
            {
                "olmo_thinker_rlzero" or "olmo_thinker_code_rlzero" => message.Content!,
                "olmo_thinker_remove_intermediate_thinking" when !isLast => Answer(message.Content) + calls + EndOfTurn,
                _ when name.StartsWith("olmo", StringComparison.Ordinal) => message.Content + calls + (isLast ? Golden.Olmo.Eos : EndOfTurn),
                "tulu_thinker_r1_style" => message.Content!.Split("</think>")[^1] + Golden.Olmo.Eos,
                "tulu" or "tulu_thinker" or "zephyr" => message.Content + Golden.Olmo.Eos,
                "qwen_instruct_user_boxed_math" => message.Content + EndOfTurn,
                _ when name.StartsWith("simple", StringComparison.Ordinal) =>
                    message.Content + (isLast && !conversation.AddGenerationPrompt ? Golden.Olmo.Eos : ""),
                _ => message.Content!,
            };
        }
    }

    private static string? Answer(string? content) => content is not null && content.Contains("<think>") && content.Contains("</think>")
        ? content.Split("</think>")[^1].TrimStart('\n') : content;

    private static Conversation Shape(bool system, bool functions, (string Question, string Answer, string Calls, int Kind)[] turns, bool asked)
    {
        var messages = new List<ChatMessage>();
        if (system)
            messages.Add(Message("system", "Be kind.", functions ? ("functions", "[{\"name\": \"f\"}]") : null));
        foreach (var (question, answer, calls, kind) in turns)
        {
            messages.Add(new ChatMessage("user", question));
            if (kind == 0)
            {
                messages.Add(new ChatMessage("assistant", answer));
                continue;
            }

            messages.Add(Message("assistant", kind == 1 ? answer : null, ("function_calls", calls)));
            messages.Add(new ChatMessage("environment", "result of " + calls));
            messages.Add(new ChatMessage("assistant", answer));
        }

        if (asked)
            messages.Add(new ChatMessage("user", "And?"));
        return new Conversation { Messages = messages, AddGenerationPrompt = asked };
    }

    private static Conversation WithoutFunctions(Conversation conversation) => conversation with
    {
        Messages = [.. conversation.Messages.Where(m => m.Role != "environment").Select(m => new ChatMessage(m.Role, m.Content ?? "I call."))],
    };

    private static ChatMessage Message(string role, string? content, (string Name, string Value)? field)
    {
        var message = new JsonObject { ["role"] = role, ["content"] = content };
        if (field is var (name, value))
            message[name] = value;
        return ChatMessage.Read(JsonSerializer.SerializeToElement(message));
    }
}
