using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using OlmoRL.Verification.Verifiers;

namespace OlmoRL.Verification.Judging;

/// <summary>One request to an OpenAI-compatible chat endpoint; the answer is a reply or says whether to try again.</summary>
public sealed class ChatEndpoint : IDisposable
{
    private const string ResponseFormat = "response_format";
    private const int MaxReplyBytes = 4 << 20;
    private const double CharactersAToken = 4;

    private readonly JudgeOptions _options;
    private readonly HttpClient _http;
    private readonly Uri _address;
    private volatile bool _structured;

    /// <summary>A client of the options' endpoint.</summary>
    /// <exception cref="ArgumentException">The environment lacks the key.</exception>
    public ChatEndpoint(JudgeOptions options)
    {
        (_options, _structured) = (options, options.Structured);
        _address = new Uri($"{options.Endpoint.TrimEnd('/')}/chat/completions");
        _http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = MaxReplyBytes };
        if (options.KeyVariable.Length == 0)
            return;
        var key = Environment.GetEnvironmentVariable(options.KeyVariable);
        if (string.IsNullOrEmpty(key))
            throw new ArgumentException($"the judge's key is not in the environment: {options.KeyVariable}");
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    /// <summary>What the model wrote. An endpoint that refuses the schema is asked without one from then on.</summary>
    /// <param name="message">The question.</param>
    /// <param name="scale">The best score.</param>
    /// <param name="cancellation">Ends early.</param>
    public async Task<ChatOutcome> AskAsync(string message, int scale, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(_options.RequestLimit);
        try
        {
            var structured = _structured;
            using var response = await _http.PostAsJsonAsync(_address, Body(message, structured ? scale : null), limit.Token).ConfigureAwait(false);
            var body = await response.Content.ReadAsStringAsync(limit.Token).ConfigureAwait(false);
            if (response.IsSuccessStatusCode)
                return Read(message, body);
            if (structured && response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity && body.Contains(ResponseFormat, StringComparison.Ordinal))
            {
                _structured = false;
                return await AskAsync(message, scale, cancellation).ConfigureAwait(false);
            }

            var again = response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout || (int)response.StatusCode >= 500;
            return new ChatOutcome.Refused($"status {(int)response.StatusCode}{Said(body)}", again, response.Headers.RetryAfter?.Delta);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new ChatOutcome.Refused($"no reply within {_options.RequestLimit}", MayRetry: true, After: null);
        }
        catch (HttpRequestException problem)
        {
            return new ChatOutcome.Refused(problem.Message, MayRetry: true, After: null);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private JsonObject Body(string message, int? scale)
    {
        var body = new JsonObject
        {
            ["model"] = _options.Model,
            ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = message }),
            ["temperature"] = _options.Temperature,
            ["max_tokens"] = _options.MaxReplyTokens,
        };
        if (scale is { } best)
            body[ResponseFormat] = Schema(best);
        return body;
    }

    private static ChatOutcome Read(string message, string body)
    {
        try
        {
            var json = JsonNode.Parse(body)!;
            var text = (string?)json["choices"]?[0]?["message"]?["content"];
            return text is null
                ? new ChatOutcome.Refused("a reply without content", MayRetry: true, After: null)
                : new ChatOutcome.Written(
                    text,
                    (long?)json["usage"]?["prompt_tokens"] ?? (long)(message.Length / CharactersAToken),
                    (long?)json["usage"]?["completion_tokens"] ?? (long)(text.Length / CharactersAToken));
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException or FormatException or ArgumentOutOfRangeException)
        {
            return new ChatOutcome.Refused("a reply that is not a chat completion", MayRetry: true, After: null);
        }
    }

    /// <summary>The scores are listed, so that a model kept to the schema can write no other.</summary>
    private static JsonObject Schema(int scale)
    {
        var format = JsonNode.Parse(
            """
            {"type": "json_schema", "json_schema": {"name": "judgement", "strict": true, "schema": {
              "type": "object", "additionalProperties": false, "required": ["reasoning", "score"],
              "properties": {"reasoning": {"type": "string"}, "score": {"type": "integer"}}}}}
            """)!.AsObject();
        format["json_schema"]!["schema"]!["properties"]!["score"]!["enum"] = new JsonArray([.. Enumerable.Range(0, scale + 1).Select(s => (JsonNode)s)]);
        return format;
    }

    /// <summary>What an endpoint says of its refusal, for people.</summary>
    private static string Said(string body)
    {
        try
        {
            return JsonNode.Parse(body)?["error"]?["message"] is JsonValue said ? $": {Excerpt.Of(said.ToString())}" : "";
        }
        catch (Exception other) when (other is JsonException or InvalidOperationException)
        {
            return "";
        }
    }
}
