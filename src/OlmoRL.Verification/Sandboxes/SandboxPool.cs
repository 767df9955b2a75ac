using System.Threading.Channels;

namespace OlmoRL.Verification.Sandboxes;

/// <summary>A bounded number of sandboxes, warm between completions.</summary>
/// <remarks>
/// Each place is in a channel: with a sandbox that waits, or empty. Whoever takes an empty one starts the sandbox. A sandbox
/// that does not come back clean is destroyed and its place is empty again, so a broken one costs one start.
/// </remarks>
public sealed class SandboxPool : IAsyncDisposable
{
    private readonly ISandboxSource _source;
    private readonly SandboxIsolation _isolation;
    private readonly int _size;
    private readonly Channel<ISandbox?> _places = Channel.CreateUnboundedPrioritized<ISandbox?>(
        new() { Comparer = Comparer<ISandbox?>.Create((a, b) => (a is null).CompareTo(b is null)) });

    /// <summary>A pool that owns its source.</summary>
    /// <param name="size">Completions that run at once.</param>
    public SandboxPool(ISandboxSource source, SandboxIsolation isolation, int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        (_source, _isolation, _size) = (source, isolation, size);
        for (var i = 0; i < size; i++)
            _ = _places.Writer.TryWrite(null);
    }

    /// <summary>Sandboxes destroyed because they did not come back clean.</summary>
    public int DestroyedCount { get; private set; }

    /// <summary>A sandbox for one completion; waits for a free place.</summary>
    /// <exception cref="SandboxUnavailableException">It cannot be started.</exception>
    public async Task<SandboxLease> RentAsync(CancellationToken cancellation)
    {
        var sandbox = await _places.Reader.ReadAsync(cancellation).ConfigureAwait(false);
        try
        {
            sandbox ??= await _source.StartAsync(cancellation).ConfigureAwait(false);
            return new SandboxLease(this, sandbox);
        }
        catch
        {
            _ = _places.Writer.TryWrite(null);
            throw;
        }
    }

    /// <summary>Starts the sandboxes of all empty places, so that the first completions do not wait for it.</summary>
    /// <exception cref="SandboxUnavailableException">One cannot be started.</exception>
    public async Task WarmAsync(CancellationToken cancellation)
    {
        var leases = await Task.WhenAll(Enumerable.Range(0, _size).Select(_ => RentAsync(cancellation))).ConfigureAwait(false);
        foreach (var lease in leases)
            await lease.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Waits for every lease to come back, then destroys all sandboxes.</summary>
    public async ValueTask DisposeAsync()
    {
        for (var i = 0; i < _size; i++)
        {
            if (await _places.Reader.ReadAsync().ConfigureAwait(false) is { } sandbox)
                await sandbox.DisposeAsync().ConfigureAwait(false);
        }

        _places.Writer.Complete();
        await _source.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Takes a sandbox back; the completion's verdict does not wait for this.</summary>
    internal async Task ReturnAsync(ISandbox sandbox, bool used)
    {
        ISandbox? kept = null;
        try
        {
            if (!used)
                kept = sandbox;
            else if (_isolation == SandboxIsolation.FreshUser && sandbox.IsReusable)
                kept = await sandbox.ResetAsync(CancellationToken.None).ConfigureAwait(false) is null && sandbox.IsReusable ? sandbox : null;
            if (kept is null)
            {
                if (_isolation == SandboxIsolation.FreshUser)
                    DestroyedCount++;
                await sandbox.DisposeAsync().ConfigureAwait(false);
                kept = _isolation == SandboxIsolation.SingleUse ? await _source.StartAsync(CancellationToken.None).ConfigureAwait(false) : null;
            }
        }
        catch (SandboxUnavailableException)
        {
            // Whoever takes the empty place is told.
        }
        finally
        {
            _ = _places.Writer.TryWrite(kept);
        }
    }
}
