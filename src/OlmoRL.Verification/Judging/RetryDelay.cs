namespace OlmoRL.Verification.Judging;

/// <summary>How long to wait before an endpoint is asked again; jitter keeps concurrent calls from coming back together.</summary>
public static class RetryDelay
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    /// <summary>Half to one and a half times the doubled delay, at least what the endpoint asks for, at most a minute.</summary>
    /// <param name="first">Before the second attempt.</param>
    /// <param name="attempt">Attempts so far.</param>
    /// <param name="asked">The endpoint's Retry-After.</param>
    /// <param name="jitter">Draws the share.</param>
    public static TimeSpan After(TimeSpan first, int attempt, TimeSpan? asked, Random jitter)
    {
        var delay = first * Math.Pow(2, attempt - 1) * (0.5 + jitter.NextDouble());
        return new[] { delay > asked ? delay : asked ?? delay, Longest }.Min();
    }
}
