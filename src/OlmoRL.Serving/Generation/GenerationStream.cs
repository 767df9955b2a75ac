using System.Threading.Channels;

namespace OlmoRL.Serving.Generation;

/// <summary>The tokens of one request as they are sampled. Disposing it before its end frees its sequences at once.</summary>
public sealed class GenerationStream : IDisposable
{
    private readonly Channel<GeneratedToken> _tokens = Channel.CreateUnbounded<GeneratedToken>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
    private readonly Action<long> _cancel;
    private int _open;

    internal GenerationStream(long id, int choices, Action<long> cancel) => (Id, _open, _cancel) = (id, choices, cancel);

    internal long Id { get; }

    /// <summary>Tokens in the order they were sampled, of all answers; ends when the last answer has ended.</summary>
    public IAsyncEnumerable<GeneratedToken> ReadAllAsync(CancellationToken stop) => _tokens.Reader.ReadAllAsync(stop);

    /// <inheritdoc/>
    public void Dispose() => _cancel(Id);

    /// <summary>Takes a token from the engine's thread; true when it was the request's last.</summary>
    internal bool Append(GeneratedToken token)
    {
        _ = _tokens.Writer.TryWrite(token);
        if (token.Finish is null || --_open > 0)
            return false;
        _tokens.Writer.Complete();
        return true;
    }

    internal void End(Exception? fault) => _ = _tokens.Writer.TryComplete(fault);
}
