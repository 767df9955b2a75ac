using System.Threading.Channels;
using OlmoRL.Rewards;

namespace OlmoRL.Verification.Scripts;

/// <summary>Operator's code in processes of its own. One that takes too long, or dies, is killed and replaced; the verdict is Failed.</summary>
public sealed class IsolatedVerifier : IVerifier, IAsyncDisposable
{
    private readonly string _code;
    private readonly OperatorCodeOptions _options;
    private readonly Channel<ScriptProcess?> _idle = Channel.CreateUnbounded<ScriptProcess?>();
    private volatile bool _disposed;

    /// <summary>Starts the first process, so that code that cannot be loaded is refused at once.</summary>
    /// <exception cref="ScriptException">The script does not compile; names file, line and column.</exception>
    /// <exception cref="IOException">There is no such file.</exception>
    /// <exception cref="ArgumentException">The code is no verifier.</exception>
    public IsolatedVerifier(string rooted, OperatorCodeOptions options)
    {
        (_code, _options) = (rooted, options);
        _ = _idle.Writer.TryWrite(ScriptProcess.Start(rooted));
        for (var i = 1; i < options.Processes; i++)
            _ = _idle.Writer.TryWrite(null);
    }

    /// <inheritdoc/>
    public async ValueTask<Verdict> VerifyAsync(VerificationRequest request, CancellationToken cancellation)
    {
        var process = await _idle.Reader.ReadAsync(cancellation).ConfigureAwait(false);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            process ??= ScriptProcess.Start(_code);
            limit.CancelAfter(_options.TimeLimit);
            return await process.GradeAsync(request, limit.Token).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is IOException or OperationCanceledException or InvalidDataException)
        {
            process?.Dispose();
            process = null;
            return new Verdict.Failed(fault is OperationCanceledException ? $"the code took longer than {_options.TimeLimit.TotalSeconds} s and was killed" : fault.Message);
        }
        finally
        {
            Return(process);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _disposed = true;
        while (_idle.Reader.TryRead(out var process))
            process?.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Gives the place back; an empty one gets a new process at its next use.</summary>
    private void Return(ScriptProcess? process)
    {
        if (_disposed)
            process?.Dispose();
        else
            _ = _idle.Writer.TryWrite(process);
    }
}
