using OlmoRL.Verification.Sandboxes;

namespace OlmoRL.Verification.Tests.Fakes;

/// <summary>Starts sandboxes whose answers and state a test decides.</summary>
internal sealed class FakeSandboxSource : ISandboxSource
{
    private readonly Lock _gate = new();
    private int _aliveCount;

    /// <summary>What a run gives.</summary>
    public Func<SandboxRequest, SandboxResult> Answer { get; init; } = _ => new SandboxResult { Outcome = SandboxOutcome.Ended };

    public bool IsAvailable { get; set; } = true;

    public int StartedCount { get; private set; }

    public int LargestAliveCount { get; private set; }

    /// <summary>The sandbox started last.</summary>
    public FakeSandbox Last { get; private set; } = null!;

    public Task<ISandbox> StartAsync(CancellationToken cancellation)
    {
        if (!IsAvailable)
            throw new SandboxUnavailableException("not today");
        lock (_gate)
        {
            StartedCount++;
            LargestAliveCount = Math.Max(LargestAliveCount, ++_aliveCount);
            Last = new FakeSandbox(this);
        }

        return Task.FromResult<ISandbox>(Last);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    internal sealed class FakeSandbox(FakeSandboxSource source) : ISandbox
    {
        /// <summary>What a reset finds wrong.</summary>
        public string? Dirt { get; set; }

        public bool IsReusable => true;

        public Task<SandboxResult> RunAsync(SandboxRequest request, CancellationToken cancellation) => Task.FromResult(source.Answer(request));

        public Task<string?> ResetAsync(CancellationToken cancellation) => Task.FromResult(Dirt);

        public ValueTask DisposeAsync()
        {
            lock (source._gate)
                source._aliveCount--;
            return ValueTask.CompletedTask;
        }
    }
}
