using System.Diagnostics;
using OlmoRL.Runs;

namespace OlmoRL.Verification.Judging;

/// <summary>Asks a judge until it gives a usable judgement, within its limits; remembers judgements.</summary>
/// <remarks>Safe for concurrent calls.</remarks>
public sealed class Judge(JudgeOptions options, TimeProvider time) : IDisposable
{
    private readonly ChatEndpoint _endpoint = new(options);
    private readonly JudgeCache _cache = new(options.Cache);
    private readonly SemaphoreSlim _places = new(options.Concurrency);

    /// <summary>What has been used.</summary>
    public JudgeBudget Budget { get; } = new(options);

    /// <summary>The judgement of a question.</summary>
    /// <exception cref="JudgeException">None came.</exception>
    public async Task<JudgeReply> AskAsync(JudgeQuestion question, CancellationToken cancellation)
    {
        var digest = ContentDigest.OfText($"{options.Model}\n{options.Temperature}\n{options.MaxReplyTokens}\n{question.Scale}\n{question.Digest}");
        if (_cache.Find(digest) is { } kept)
            return kept;
        await _places.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            var reply = await AskEndpointAsync(question, digest, cancellation).ConfigureAwait(false);
            _cache.Keep(digest, reply);
            return reply;
        }
        finally
        {
            _ = _places.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _endpoint.Dispose();
        _places.Dispose();
    }

    private async Task<JudgeReply> AskEndpointAsync(JudgeQuestion question, string digest, CancellationToken cancellation)
    {
        var jitter = new SeedSequence(0).Stream(digest);
        for (var attempt = 1; ; attempt++)
        {
            Budget.ThrowIfSpent();
            var outcome = await _endpoint.AskAsync(question.Write(), question.Scale, cancellation).ConfigureAwait(false);
            if (outcome is ChatOutcome.Written written)
            {
                Budget.Add(written.RequestTokens, written.ReplyTokens);
                if (JudgeReply.TryParse(written.Text, question.Scale) is { } reply)
                    return reply;
                outcome = new ChatOutcome.Refused("a reply without the JSON asked for", MayRetry: true, After: null);
            }

            if (outcome is not ChatOutcome.Refused refused)
                throw new UnreachableException();
            if (!refused.MayRetry || attempt == options.Attempts)
                throw new JudgeException($"{options.Model} at {options.Endpoint}: {refused.Problem} ({attempt} of {options.Attempts} attempts)");
            await Task.Delay(RetryDelay.After(options.FirstDelay, attempt, refused.After, jitter), time, cancellation).ConfigureAwait(false);
        }
    }
}
