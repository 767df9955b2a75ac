using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OlmoRL.Verification.Tests.Judging;

/// <summary>A real HTTP server on loopback that plays a chat endpoint by a script.</summary>
internal sealed class JudgeServer : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<JudgeTurn> _script;
    private readonly Task _serving;
    private readonly TaskCompletionSource _released = new();
    private int _now;

    /// <param name="script">One turn a request, in order; the last goes on for ever.</param>
    public JudgeServer(params IEnumerable<JudgeTurn> script)
    {
        _script = new(script);
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Endpoint = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/v1";
        }

        _listener.Prefixes.Add($"{Endpoint}/");
        _listener.Start();
        _serving = ServeAsync();
    }

    public string Endpoint { get; }

    /// <summary>Bodies of requests, in order.</summary>
    public ConcurrentQueue<JsonNode> Requests { get; } = [];

    /// <summary>Most requests that were open at once.</summary>
    public int MostAtOnce { get; private set; }

    public string LastMessage => (string)Requests.Last()["messages"]![0]!["content"]!;

    /// <summary>Lets requests go that wait.</summary>
    public void Release() => _released.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        Release();
        _listener.Close();
        await _serving;
    }

    private async Task ServeAsync()
    {
        var open = new List<Task>();
        while (_listener.IsListening)
        {
            try
            {
                var context = await _listener.GetContextAsync();
                MostAtOnce = Math.Max(MostAtOnce, Interlocked.Increment(ref _now));
                open.Add(AnswerAsync(context));
            }
            catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
            {
                break;
            }
        }

        await Task.WhenAll(open);
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        using var body = new StreamReader(context.Request.InputStream);
        Requests.Enqueue(JsonNode.Parse(await body.ReadToEndAsync())!);
        var turn = _script.Count > 1 && _script.TryDequeue(out var next) ? next : _script.First();
        if (turn.Waits)
            await _released.Task;
        try
        {
            context.Response.StatusCode = turn.Status;
            if (turn.RetryAfter is { } seconds)
                context.Response.Headers["Retry-After"] = $"{seconds}";
            await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(turn.Body));
            _ = Interlocked.Decrement(ref _now);
            context.Response.Close();
        }
        catch (Exception gone) when (gone is HttpListenerException or ObjectDisposedException or InvalidOperationException)
        {
            // who asked has left
        }
    }
}

/// <summary>One answer of the server.</summary>
internal sealed record JudgeTurn(int Status, string Body, bool Waits = false, int? RetryAfter = null)
{
    /// <summary>A completion in which the judge wrote a text.</summary>
    public static JudgeTurn Writes(string text, bool waits = false) => new(200, JsonSerializer.Serialize(new
    {
        choices = new[] { new { message = new { role = "assistant", content = text } } },
        usage = new { prompt_tokens = 90, completion_tokens = 10 },
    }), waits);

    /// <summary>A well-formed judgement.</summary>
    public static JudgeTurn Gives(int score, bool waits = false) => Writes($$"""{"reasoning": "so it is", "score": {{score}}}""", waits);
}
