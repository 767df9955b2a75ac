using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using OlmoRL.Serving.Tests.Fakes;

namespace OlmoRL.Serving.Tests;

public sealed class CompletionTests(RunningServer running) : IClassFixture<RunningServer>
{
    private const string Path = "/v1/completions";
    private const string Prompt = "Ann has 3 apples.";

    [Fact]
    public async Task A_stream_says_the_same_as_a_whole_answer()
    {
        var whole = await running.PostAsync(Path, new { prompt = Prompt, max_tokens = 40, seed = 3 });
        var events = await running.StreamAsync(Path, new { prompt = Prompt, max_tokens = 40, seed = 3, stream = true });

        var chunks = events.SkipLast(1).Select(e => JsonDocument.Parse(e).RootElement.GetProperty("choices")[0]).ToArray();
        Assert.Equal("[DONE]", events[^1]);
        Assert.Equal(Text(whole), string.Concat(chunks.Select(c => c.GetProperty("text").GetString())));
        Assert.Equal(whole.GetProperty("choices")[0].GetProperty("finish_reason").GetString(), chunks[^1].GetProperty("finish_reason").GetString());
    }

    [Fact]
    public async Task A_seed_decides_an_answer_whatever_else_is_in_the_batch()
    {
        object body = new { prompt = Prompt, max_tokens = 32, seed = 11 };
        var alone = Text(await running.PostAsync(Path, body));

        var others = Enumerable.Range(0, 12).Select(i => running.PostAsync(Path, new { prompt = $"Bob has {i} pears and", max_tokens = 32 })).ToArray();
        var among = Text(await running.PostAsync(Path, body));
        _ = await Task.WhenAll(others);

        Assert.Equal(alone, among);
    }

    [Fact]
    public async Task Greedy_tokens_are_the_most_likely_ones_and_carry_their_log_probs()
    {
        var answer = await running.PostAsync(Path, new { prompt = Prompt, max_tokens = 12, temperature = 0, logprobs = 3, return_token_ids = true });

        var choice = answer.GetProperty("choices")[0];
        var logprobs = choice.GetProperty("logprobs");
        var values = logprobs.GetProperty("token_logprobs").EnumerateArray().Select(v => v.GetDouble()).ToArray();
        var best = logprobs.GetProperty("top_logprobs").EnumerateArray().Select(t => t.EnumerateObject().Max(a => a.Value.GetDouble())).ToArray();
        Assert.Equal(best, values);
        Assert.Equal(answer.GetProperty("usage").GetProperty("completion_tokens").GetInt32(), choice.GetProperty("token_ids").GetArrayLength());
        Assert.Equal(running.Model.Tokenizer.Encode(Prompt), choice.GetProperty("prompt_token_ids").EnumerateArray().Select(t => t.GetInt32()));
    }

    [Fact]
    public async Task Token_ids_and_lists_of_prompts_are_taken()
    {
        var ids = running.Model.Tokenizer.Encode(Prompt);
        var byText = await running.PostAsync(Path, new { prompt = Prompt, max_tokens = 8, seed = 2 });
        var byIds = await running.PostAsync(Path, new { prompt = ids, max_tokens = 8, seed = 2 });
        var many = await running.PostAsync(Path, new { prompt = (string[])[Prompt, "Bob has"], max_tokens = 8, n = 2 });

        Assert.Equal(Text(byText), Text(byIds));
        Assert.Equal([0, 1, 2, 3], many.GetProperty("choices").EnumerateArray().Select(c => c.GetProperty("index").GetInt32()));
    }

    [Fact]
    public async Task A_stop_string_across_tokens_ends_the_answer_and_is_no_part_of_it()
    {
        var whole = Text(await running.PostAsync(Path, new { prompt = Prompt, max_tokens = 40, temperature = 0 }));
        var stop = whole[7..12];

        var cut = await running.PostAsync(Path, new { prompt = Prompt, max_tokens = 40, temperature = 0, stop });
        var streamed = await running.StreamAsync(Path, new { prompt = Prompt, max_tokens = 40, temperature = 0, stop, stream = true });

        var expected = whole[..whole.IndexOf(stop, StringComparison.Ordinal)];
        Assert.Equal(expected, Text(cut));
        Assert.Equal("stop", cut.GetProperty("choices")[0].GetProperty("finish_reason").GetString());
        Assert.Equal(expected, string.Concat(streamed.SkipLast(1).Select(e => JsonDocument.Parse(e).RootElement.GetProperty("choices")[0].GetProperty("text").GetString())));
    }

    [Theory]
    [InlineData("""{"prompt": "a", "temperature": 3}""", "temperature")]
    [InlineData("""{"prompt": "a", "max_tokens": 0}""", "max_tokens")]
    [InlineData("""{"prompt": "a", "n": 17}""", "n")]
    [InlineData("""{"prompt": "", "max_tokens": 4}""", "prompt")]
    [InlineData("""{"prompt": [99999]}""", "prompt")]
    [InlineData("""{"prompt": {"a": 1}}""", "prompt")]
    [InlineData("""{"max_tokens": 4}""", "prompt")]
    [InlineData("""{"prompt": "a", "echo": true}""", "echo")]
    [InlineData("""{"prompt": "a", "logit_bias": {"5": 1}}""", "logit_bias")]
    [InlineData("""{"prompt": "a", "seed": "x"}""", "seed")]
    [InlineData("""{"prompt": "a", "stop": [""]}""", "stop")]
    [InlineData("""[1, 2]""", null)]
    [InlineData("""{"prompt": """, null)]
    public async Task What_is_not_allowed_is_refused_by_name(string body, string? parameter)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await running.Client.PostAsync(Path, content);

        var error = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("error");
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("invalid_request_error", error.GetProperty("type").GetString());
        Assert.Equal(parameter, error.GetProperty("param").GetString());
    }

    [Fact]
    public async Task A_body_beyond_the_limit_and_a_prompt_beyond_the_context_are_refused()
    {
        using var large = await running.Client.PostAsJsonAsync(Path, new { prompt = new string('a', 100_000) });
        using var deep = await running.Client.PostAsync(Path, new StringContent(new string('[', 10_000), Encoding.UTF8, "application/json"));
        using var longPrompt = await running.Client.PostAsJsonAsync(Path, new { prompt = Enumerable.Repeat(5, running.Model.MaxLength) });

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, deep.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, longPrompt.StatusCode);
    }

    [Fact]
    public async Task Another_model_is_not_found()
    {
        using var response = await running.Client.PostAsJsonAsync(Path, new { model = "gpt-4", prompt = "a" });

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    private static string Text(JsonElement answer) => answer.GetProperty("choices")[0].GetProperty("text").GetString()!;
}
