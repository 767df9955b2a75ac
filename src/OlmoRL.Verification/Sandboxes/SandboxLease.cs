namespace OlmoRL.Verification.Sandboxes;

/// <summary>A sandbox that one completion has to itself, for as many runs as it has tests.</summary>
public sealed class SandboxLease : IAsyncDisposable
{
    private readonly SandboxPool _pool;
    private readonly ISandbox _sandbox;
    private bool _used;
    private bool _returned;

    internal SandboxLease(SandboxPool pool, ISandbox sandbox) => (_pool, _sandbox) = (pool, sandbox);

    /// <summary>Runs a program once.</summary>
    public Task<SandboxResult> RunAsync(SandboxRequest request, CancellationToken cancellation)
    {
        _used = true;
        return _sandbox.RunAsync(request, cancellation);
    }

    /// <summary>Gives the sandbox back without waiting until it is clean.</summary>
    public ValueTask DisposeAsync()
    {
        if (!_returned)
            _ = Task.Run(() => _pool.ReturnAsync(_sandbox, _used));
        _returned = true;
        return ValueTask.CompletedTask;
    }
}
