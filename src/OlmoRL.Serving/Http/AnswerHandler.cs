using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using OlmoRL.Serving.Generation;

namespace OlmoRL.Serving.Http;

/// <summary>Answers one completion or chat request; a client that leaves takes its sequences with it.</summary>
/// <param name="model">What answers.</param>
/// <param name="limits">What one server takes.</param>
/// <param name="metrics">Counts.</param>
public sealed class AnswerHandler(ServedModel model, ServerLimits limits, ServerMetrics metrics)
{
    private int _sequences;

    /// <summary>Reads, checks, generates and writes.</summary>
    /// <exception cref="ApiException">The request is refused; nothing was written.</exception>
    public async Task HandleAsync(HttpContext context, bool chat)
    {
        var request = await ReadAsync(context, chat).ConfigureAwait(false);
        var count = request.Seeds.Length;
        if (Interlocked.Add(ref _sequences, count) > limits.Sequences)
        {
            _ = Interlocked.Add(ref _sequences, -count);
            context.Response.Headers.RetryAfter = "1";
            throw new ApiException(StatusCodes.Status429TooManyRequests, $"the server is busy with {_sequences} sequences (allowed: at most {limits.Sequences})");
        }

        var streams = new List<GenerationStream>();
        try
        {
            for (var i = 0; i < request.Prompts.Length; i++)
                streams.Add(model.Loop.Start(request.Prompts[i], request.Sampling, request.Seeds[(i * request.Choices)..((i + 1) * request.Choices)], request.Constrain));
            var writer = new AnswerWriter(model, request, chat);
            if (request.Stream)
                await StreamAsync(context, request, writer, streams, chat).ConfigureAwait(false);
            else
                await WholeAsync(context, request, writer, streams).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            metrics.ClientLeft();
        }
        finally
        {
            foreach (var stream in streams)
                stream.Dispose();
            _ = Interlocked.Add(ref _sequences, -count);
        }
    }

    private async Task<AnswerRequest> ReadAsync(HttpContext context, bool chat)
    {
        try
        {
            using var body = await JsonDocument.ParseAsync(context.Request.Body, default, context.RequestAborted).ConfigureAwait(false);
            var fields = new RequestFields(body.RootElement);
            return chat ? AnswerRequest.Chat(fields, model, limits) : AnswerRequest.Completion(fields, model, limits);
        }
        catch (JsonException malformed)
        {
            throw new ApiException(StatusCodes.Status400BadRequest, $"the body is not JSON: {malformed.Message}");
        }
        catch (BadHttpRequestException tooLarge)
        {
            throw new ApiException(tooLarge.StatusCode, $"{tooLarge.Message} (allowed: a body of at most {limits.BodyBytes} bytes)");
        }
    }

    private async Task WholeAsync(HttpContext context, AnswerRequest request, AnswerWriter writer, List<GenerationStream> streams)
    {
        var states = States(request);
        var texts = states.Select(_ => new StringBuilder()).ToArray();
        var tokens = states.Select(_ => new List<GeneratedToken>()).ToArray();
        await foreach (var (choice, token) in TokensAsync(request, streams, context.RequestAborted).ConfigureAwait(false))
        {
            tokens[choice].Add(token);
            _ = texts[choice].Append(states[choice].Take(token)?.Text);
        }

        metrics.Answered(states);
        await WriteAsync(context, writer.Whole([.. states.Select((s, i) => (s, texts[i].ToString(), (IReadOnlyList<GeneratedToken>)tokens[i]))])).ConfigureAwait(false);
    }

    private async Task StreamAsync(HttpContext context, AnswerRequest request, AnswerWriter writer, List<GenerationStream> streams, bool chat)
    {
        var stop = context.RequestAborted;
        var states = States(request);
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-cache";
        if (chat)
        {
            foreach (var state in states)
                await EventAsync(context, writer.Opening(state.Index).ToJsonString(), stop).ConfigureAwait(false);
        }

        await foreach (var (choice, token) in TokensAsync(request, streams, stop).ConfigureAwait(false))
        {
            if (states[choice].Take(token) is var (text, tokens))
                await EventAsync(context, writer.Chunk(states[choice], text, tokens).ToJsonString(), stop).ConfigureAwait(false);
        }

        if (request.StreamUsage)
            await EventAsync(context, writer.UsageChunk(states).ToJsonString(), stop).ConfigureAwait(false);
        await EventAsync(context, "[DONE]", stop).ConfigureAwait(false);
        metrics.Answered(states);
    }

    private ChoiceState[] States(AnswerRequest request) =>
    [
        .. Enumerable.Range(0, request.Seeds.Length)
            .Select(i => new ChoiceState(i, new AnswerText(model.Tokenizer, request.Sampling.StopStrings, model.StopTokenIds))),
    ];

    /// <summary>Tokens of all prompts' answers as they come, with the answer's place in the response.</summary>
    private static async IAsyncEnumerable<(int Choice, GeneratedToken Token)> TokensAsync(
        AnswerRequest request, List<GenerationStream> streams, [EnumeratorCancellation] CancellationToken stop)
    {
        if (streams is [var only])
        {
            await foreach (var token in only.ReadAllAsync(stop).ConfigureAwait(false))
                yield return (token.Choice, token);
            yield break;
        }

        var merged = System.Threading.Channels.Channel.CreateUnbounded<(int, GeneratedToken)>();
        var readers = Task.WhenAll(streams.Select(async (stream, prompt) =>
        {
            await foreach (var token in stream.ReadAllAsync(stop).ConfigureAwait(false))
                _ = merged.Writer.TryWrite((prompt * request.Choices + token.Choice, token));
        }));
        _ = readers.ContinueWith(ended => merged.Writer.TryComplete(ended.Exception?.InnerException), TaskScheduler.Default);
        await foreach (var item in merged.Reader.ReadAllAsync(stop).ConfigureAwait(false))
            yield return item;
    }

    private static async Task EventAsync(HttpContext context, string data, CancellationToken stop)
    {
        await context.Response.WriteAsync($"data: {data}\n\n", stop).ConfigureAwait(false);
        await context.Response.Body.FlushAsync(stop).ConfigureAwait(false);
    }

    private static Task WriteAsync(HttpContext context, JsonObject body)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(body.ToJsonString(), context.RequestAborted);
    }
}
