using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;

namespace OlmoRL.Verification.Sandboxes;

/// <summary>A sandbox whose process 1 is our supervisor: sends it requests and gathers what it answers.</summary>
/// <remarks>How it is started, reached and killed is the derived class's.</remarks>
public abstract class SupervisedSandbox(TimeProvider time) : ISandbox
{
    /// <summary>Users that one sandbox gives out; each completion takes two, one for the program and one for its test.</summary>
    internal const int UserSpan = 400;

    private const int Protocol = 1;

    /// <summary>What the supervisor may take beyond a run's limit: a busy machine's second, and the killing.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(8);

    private readonly long _started = time.GetTimestamp();
    private bool _freshUsers;
    private bool _broken;
    private int _resetCount;

    /// <inheritdoc/>
    public bool IsReusable =>
        !_broken && _freshUsers && _resetCount < (UserSpan / 2) - 1 && time.GetElapsedTime(_started) < SandboxRun.Lifetime / 2;

    /// <inheritdoc/>
    public async Task<SandboxResult> RunAsync(SandboxRequest request, CancellationToken cancellation)
    {
        if (_broken)
            return new SandboxResult { Outcome = SandboxOutcome.NotStarted, Errors = "the sandbox is gone" };
        var answer = await AskAsync(SupervisorFrame.Run(request), request.Limits.Time + Grace, cancellation).ConfigureAwait(false);
        if (answer.End is not { } end)
        {
            return new SandboxResult
            {
                Outcome = answer.Sent ? SandboxOutcome.SandboxLost : SandboxOutcome.NotStarted,
                Output = answer.Text(SupervisorFrame.Output),
                Errors = answer.Text(SupervisorFrame.Errors),
            };
        }

        var outcome = (bool)end["started"]! ? Outcome((string)end["outcome"]!) : SandboxOutcome.NotStarted;
        _broken |= outcome == SandboxOutcome.NotStarted;
        return new SandboxResult
        {
            Outcome = outcome,
            ExitCode = (int?)end["exit"],
            Output = answer.Text(SupervisorFrame.Output),
            Errors = answer.Text(SupervisorFrame.Errors),
            Report = answer.Text(SupervisorFrame.Report),
            WallTime = TimeSpan.FromSeconds((double?)end["wall"] ?? 0),
            ProcessorTime = TimeSpan.FromSeconds((double?)end["cpu"] ?? 0),
        };
    }

    /// <inheritdoc/>
    public async Task<string?> ResetAsync(CancellationToken cancellation)
    {
        _resetCount++;
        if (_broken)
            return "the sandbox is gone";
        var answer = await AskAsync(SupervisorFrame.Plain("reset"), Grace + Grace, cancellation).ConfigureAwait(false);
        var dirty = answer.End is { } end ? (string?)end["dirty"] : "the supervisor does not answer";
        _broken |= dirty is not null;
        return dirty;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _broken = true;
        await KillAsync().ConfigureAwait(false);
        GC.SuppressFinalize(this);
    }

    /// <summary>Waits until the supervisor has said that it is there.</summary>
    /// <exception cref="SandboxUnavailableException">It is not, or speaks another version.</exception>
    protected async Task GreetAsync(CancellationToken cancellation)
    {
        var answer = await AskAsync(SupervisorFrame.Plain("hello"), TimeSpan.FromSeconds(20), cancellation).ConfigureAwait(false);
        if (answer.End is not { } end)
            throw new SandboxUnavailableException($"the sandbox's supervisor did not answer: {await FaultAsync().ConfigureAwait(false)}");
        if ((int?)end["protocol"] != Protocol)
            throw new SandboxUnavailableException("the sandbox image is of another version of OlmoRL: run sandboxes/python/setup again");
        _freshUsers = (bool)end["fresh_users"]!;
    }

    /// <summary>Sends bytes to the supervisor.</summary>
    protected abstract Task WriteAsync(byte[] bytes, CancellationToken cancellation);

    /// <summary>Reads some bytes that the supervisor sent; 0 at the end.</summary>
    protected abstract Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellation);

    /// <summary>Kills everything in the sandbox and removes it.</summary>
    protected abstract Task KillAsync();

    /// <summary>What is known of why the supervisor does not answer.</summary>
    protected abstract Task<string> FaultAsync();

    private static SandboxOutcome Outcome(string word) => word switch
    {
        "ended" => SandboxOutcome.Ended,
        "time" => SandboxOutcome.TimeLimit,
        "memory" => SandboxOutcome.MemoryLimit,
        "output" => SandboxOutcome.OutputLimit,
        _ => SandboxOutcome.NotStarted,
    };

    private async Task<Answer> AskAsync(byte[] request, TimeSpan limit, CancellationToken cancellation)
    {
        using var timeout = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        var answer = new Answer();
        try
        {
            await WriteAsync(request, either.Token).ConfigureAwait(false);
            answer.Sent = true;
            while (answer.End is null && await ReadFrameAsync(answer, either.Token).ConfigureAwait(false))
            {
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // The supervisor is silent: the sandbox counts as lost.
        }
        catch (OperationCanceledException)
        {
            _broken = true;
            throw;
        }
        catch (Exception lost) when (lost is IOException or ObjectDisposedException or System.Text.Json.JsonException)
        {
            answer.End = null;
        }

        _broken |= answer.End is null;
        return answer;
    }

    private async Task<bool> ReadFrameAsync(Answer answer, CancellationToken cancellation)
    {
        var prefix = new byte[SupervisorFrame.PrefixBytes];
        if (!await FillAsync(prefix, cancellation).ConfigureAwait(false))
            return false;
        var body = new byte[BinaryPrimitives.ReadInt32BigEndian(prefix.AsSpan(1))];
        if (!await FillAsync(body, cancellation).ConfigureAwait(false))
            return false;
        if (prefix[0] == SupervisorFrame.End)
            answer.End = JsonNode.Parse(body)!.AsObject();
        else
            answer.Add(prefix[0], body);
        return true;
    }

    private async Task<bool> FillAsync(byte[] buffer, CancellationToken cancellation)
    {
        for (var filled = 0; filled < buffer.Length;)
        {
            var count = await ReadAsync(buffer, filled, buffer.Length - filled, cancellation).ConfigureAwait(false);
            if (count == 0)
                return false;
            filled += count;
        }

        return true;
    }

    private sealed class Answer
    {
        private readonly Dictionary<byte, MemoryStream> _streams = [];

        public bool Sent { get; set; }

        public JsonObject? End { get; set; }

        public void Add(byte kind, byte[] body)
        {
            if (!_streams.TryGetValue(kind, out var stream))
                _streams[kind] = stream = new MemoryStream();
            stream.Write(body);
        }

        public string Text(byte kind) => _streams.TryGetValue(kind, out var stream)
            ? Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length)
            : "";
    }
}
