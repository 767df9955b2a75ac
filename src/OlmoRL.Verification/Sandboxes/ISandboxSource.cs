namespace OlmoRL.Verification.Sandboxes;

/// <summary>Starts sandboxes of one kind.</summary>
public interface ISandboxSource : IAsyncDisposable
{
    /// <summary>A new sandbox that has answered.</summary>
    /// <exception cref="SandboxUnavailableException">It cannot be started; says what to install or run.</exception>
    Task<ISandbox> StartAsync(CancellationToken cancellation);
}
