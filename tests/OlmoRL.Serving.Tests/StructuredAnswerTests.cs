using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using OlmoRL.Serving.Tests.Fakes;

namespace OlmoRL.Serving.Tests;

/// <summary>Answers of a model that has never seen JSON, kept to a schema.</summary>
public sealed class StructuredAnswerTests(RunningServer running) : IClassFixture<RunningServer>
{
    private const string Path = "/v1/chat/completions";

    private const string Report =
        """
        {"type": "object", "additionalProperties": false, "required": ["verdict", "score", "parts", "exact"], "properties": {
          "verdict": {"type": "string", "enum": ["right", "wrong", "ähnlich \"fast\""]},
          "score": {"type": "integer", "minimum": -2, "maximum": 12},
          "parts": {"type": "array", "minItems": 1, "maxItems": 3, "items": {
            "type": "object", "properties": {"name": {"type": "string", "minLength": 2, "maxLength": 5}, "weight": {"type": "number"}}}},
          "exact": {"anyOf": [{"type": "boolean"}, {"const": null}]}}}
        """;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Every_answer_fits_the_schema_and_ends_with_it(double temperature)
    {
        var answer = await running.PostAsync(Path, Request(Report, new { n = 8, temperature, seed = 3, max_tokens = 200, logprobs = true, top_logprobs = 4 }));

        Assert.All(answer.GetProperty("choices").EnumerateArray(), choice =>
        {
            Assert.Equal("stop", choice.GetProperty("finish_reason").GetString());
            var report = JsonNode.Parse(choice.GetProperty("message").GetProperty("content").GetString()!)!.AsObject();
            Assert.Equal(["verdict", "score", "parts", "exact"], report.Select(m => m.Key));
            Assert.Contains((string)report["verdict"]!, (string[])["right", "wrong", "ähnlich \"fast\""]);
            Assert.InRange((int)report["score"]!, -2, 12);
            Assert.InRange(report["parts"]!.AsArray().Count, 1, 3);
            Assert.All(report["parts"]!.AsArray(), part => Assert.InRange(((string)part!["name"]!).EnumerateRunes().Count(), 2, 5));
            Assert.All(report["parts"]!.AsArray(), part => Assert.True(double.IsFinite((double)part!["weight"]!)));
        });
    }

    [Fact]
    public async Task What_is_cut_short_is_the_beginning_of_a_text_that_fits()
    {
        const string Free = """{"type": "object", "properties": {"why": {"type": "string"}}}""";
        var answer = await running.PostAsync(Path, Request(Free, new { n = 8, temperature = 2, seed = 9, max_tokens = 40 }));

        Assert.All(answer.GetProperty("choices").EnumerateArray(), choice =>
        {
            var text = choice.GetProperty("message").GetProperty("content").GetString()!;
            var reader = new Utf8JsonReader(System.Text.Encoding.UTF8.GetBytes(text), isFinalBlock: false, default);
            while (reader.Read())
            {
                // a text that no JSON begins with throws
            }

            Assert.Matches("""^\{\s*"why":""", text);
        });
    }

    [Fact]
    public async Task Any_object_is_one_and_streams_alike()
    {
        object body = new { messages = Messages, response_format = new { type = "json_object" }, temperature = 0.5, seed = 4, max_tokens = 220 };
        var whole = (await running.PostAsync(Path, body)).GetProperty("choices")[0];
        var streamed = await running.StreamAsync(Path, new { messages = Messages, response_format = new { type = "json_object" }, temperature = 0.5, seed = 4, max_tokens = 220, stream = true });

        var text = whole.GetProperty("message").GetProperty("content").GetString()!;
        Assert.StartsWith("{", text, StringComparison.Ordinal);
        if (whole.GetProperty("finish_reason").GetString() == "stop")
            Assert.IsType<JsonObject>(JsonNode.Parse(text));
        Assert.Equal(text, string.Concat(streamed.SkipLast(1).Select(e => JsonNode.Parse(e)!["choices"]![0]!["delta"]!["content"]?.ToString())));
    }

    [Fact]
    public async Task A_model_that_thinks_first_is_kept_to_the_schema_from_then_on()
    {
        var prompt = running.Model.Tokenizer.Encode("Two and two? <think>");
        const string Verdict = """{"type": "object", "properties": {"ok": {"type": "boolean"}}}""";

        // The base model never closes its thinking: what it writes is then as free as without a format.
        var kept = await running.PostAsync("/v1/completions", new { prompt, max_tokens = 30, seed = 1, response_format = Format(Verdict) });
        var free = await running.PostAsync("/v1/completions", new { prompt, max_tokens = 30, seed = 1 });
        var closed = await running.PostAsync("/v1/completions", new
        {
            prompt = running.Model.Tokenizer.Encode("Two and two? <think>4</think>"),
            max_tokens = 30,
            seed = 1,
            response_format = Format(Verdict),
        });

        var both = await running.PostAsync("/v1/completions", new
        {
            prompt = (string[])["Two and two? <think>", "Two and two?"],
            max_tokens = 30,
            seed = 1,
            response_format = Format(Verdict),
        });

        Assert.IsType<JsonObject>(JsonNode.Parse(both.GetProperty("choices")[1].GetProperty("text").GetString()!));
        Assert.Equal(Text(free), Text(kept));
        Assert.IsType<JsonObject>(JsonNode.Parse(Text(closed)));
    }

    [Theory]
    [InlineData("""{"type": "array"}""", "schema.type")]
    [InlineData("""{"type": "object", "properties": {"a": {"type": "string", "pattern": "x+"}}}""", "schema.properties.a.pattern")]
    [InlineData("""{"type": "object", "properties": {"a": {"$ref": "#"}}}""", "schema.properties.a.$ref")]
    [InlineData("""{"type": "object", "properties": {"a": {"type": "text"}}}""", "schema.properties.a.type: text")]
    [InlineData("""{"type": "object", "properties": {"a": {"enum": []}}}""", "schema.properties.a.enum")]
    [InlineData("""{"type": "object", "properties": {"a": {"type": "integer", "minimum": 0}}}""", "schema.properties.a")]
    [InlineData("""{"type": "object", "properties": {"a": {"type": "string", "maxLength": -1}}}""", "schema.properties.a.maxLength")]
    [InlineData("""{"type": "object", "properties": {"a": {"type": "string", "maxLength": 2, "minLength": 3}}}""", "schema.properties.a")]
    [InlineData("""{"type": "object", "properties": {}, "required": ["a"]}""", "schema.required")]
    [InlineData("""{"type": "object", "properties": {"a": {"type": "array", "maxItems": 4096, "items": {"type": "string", "maxLength": 4096}}}}""", "too large")]
    public async Task A_schema_that_cannot_be_kept_to_is_refused_with_the_place(string schema, string named)
    {
        using var response = await running.Client.PostAsJsonAsync(Path, Request(schema, new { max_tokens = 4 }));

        var error = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("error");
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("response_format", error.GetProperty("param").GetString());
        Assert.Contains(named, error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    private static readonly object[] Messages = [new { role = "user", content = "Ann has 3 apples." }];

    private static JsonObject Request(string schema, object more)
    {
        var request = JsonSerializer.SerializeToNode(more)!.AsObject();
        request["messages"] = JsonSerializer.SerializeToNode(Messages);
        request["response_format"] = JsonSerializer.SerializeToNode(Format(schema));
        return request;
    }

    private static object Format(string schema) => new { type = "json_schema", json_schema = new { name = "x", strict = true, schema = JsonNode.Parse(schema) } };

    private static string Text(JsonElement answer) => answer.GetProperty("choices")[0].GetProperty("text").GetString()!;
}
