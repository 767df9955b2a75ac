namespace OlmoRL.Verification.Sandboxes;

/// <summary>One isolated place that runs model-written programs, one at a time.</summary>
/// <remarks>Every implementation passes the same compliance suite. Disposing kills whatever is in it.</remarks>
public interface ISandbox : IAsyncDisposable
{
    /// <summary>Whether it may serve another completion: it is alive, young enough, and gives each one a user of its own.</summary>
    bool IsReusable { get; }

    /// <summary>Runs a program once; when this returns, nothing that it started is alive.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; the sandbox is no longer reusable.</exception>
    Task<SandboxResult> RunAsync(SandboxRequest request, CancellationToken cancellation);

    /// <summary>Wipes what the runs so far left and tries a canary under the next user.</summary>
    /// <returns>What is wrong; null when the sandbox is as new.</returns>
    Task<string?> ResetAsync(CancellationToken cancellation);
}
