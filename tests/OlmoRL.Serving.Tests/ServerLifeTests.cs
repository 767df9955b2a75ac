using System.Net;
using System.Net.Http.Json;
using OlmoRL.Serving.Http;
using OlmoRL.Serving.Tests.Fakes;

namespace OlmoRL.Serving.Tests;

public sealed class ServerLifeTests(RunningServer running) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task A_client_that_leaves_frees_its_sequences_and_their_blocks()
    {
        var before = await running.MetricAsync("olmorl_clients_left_total");
        using (var leave = new CancellationTokenSource())
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/completions")
            {
                // Token 5 has no end: only leaving ends it.
                Content = JsonContent.Create(new { prompt = "Ann has", max_tokens = 200, n = 8, stream = true, temperature = 2 }),
            };
            using var response = await running.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, leave.Token);
            await using var body = await response.Content.ReadAsStreamAsync();
            _ = await body.ReadAsync(new byte[64]);
        }

        await UntilAsync(async () => await running.MetricAsync("olmorl_sequences_running") + await running.MetricAsync("olmorl_cache_blocks_used") == 0);
        Assert.True(await running.MetricAsync("olmorl_clients_left_total") >= before);
    }

    [Fact]
    public async Task Beyond_the_limit_clients_are_told_to_come_back()
    {
        var requests = Enumerable.Range(0, 8).Select(_ => running.Client.PostAsJsonAsync("/v1/completions", new { prompt = "Ann has", max_tokens = 150, n = 8, temperature = 2 })).ToArray();
        var responses = await Task.WhenAll(requests);

        Assert.Contains(responses, r => r.StatusCode == HttpStatusCode.TooManyRequests && r.Headers.RetryAfter is not null);
        Assert.Contains(responses, r => r.StatusCode == HttpStatusCode.OK);
        Assert.All(responses, r => Assert.True(r.StatusCode is HttpStatusCode.OK or HttpStatusCode.TooManyRequests));
    }

    [Fact]
    public async Task With_a_key_the_API_is_closed_to_others()
    {
        await using var server = await OpenAiServer.StartAsync(running.Model, new ServerOptions { Port = 0, ApiKey = "secret" }, CancellationToken.None);
        using var client = new HttpClient { BaseAddress = server.Address };

        using var closed = await client.GetAsync("/v1/models");
        client.DefaultRequestHeaders.Authorization = new("Bearer", "secret");
        using var open = await client.GetAsync("/v1/models");
        using var health = await client.GetAsync("/health");

        Assert.Equal(HttpStatusCode.Unauthorized, closed.StatusCode);
        Assert.Equal(HttpStatusCode.OK, open.StatusCode);
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        Assert.True(IPAddress.IsLoopback(IPAddress.Parse(server.Address.Host)));
    }

    [Fact]
    public async Task Messages_are_rendered_by_the_template()
    {
        var answer = await running.PostAsync("/v1/chat/completions", new
        {
            messages = new object[] { new { role = "user", content = new[] { new { type = "text", text = "Ann has 3 apples." } } } },
            max_tokens = 8,
            temperature = 0,
            logprobs = true,
            return_token_ids = true,
        });

        var choice = answer.GetProperty("choices")[0];
        var prompt = running.Model.Tokenizer.Decode([.. choice.GetProperty("prompt_token_ids").EnumerateArray().Select(t => t.GetInt32())], skipSpecialTokens: false);
        Assert.Equal("<|user|>\nAnn has 3 apples.\n<|assistant|>\n", prompt);
        Assert.Equal(choice.GetProperty("token_ids").GetArrayLength(), choice.GetProperty("logprobs").GetProperty("content").GetArrayLength());
        Assert.Equal("assistant", choice.GetProperty("message").GetProperty("role").GetString());
    }

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        for (var i = 0; i < 200 && !await holds(); i++)
            await Task.Delay(25);
        Assert.True(await holds());
    }
}
