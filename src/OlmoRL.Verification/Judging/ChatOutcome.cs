namespace OlmoRL.Verification.Judging;

/// <summary>What came of one request to a chat endpoint.</summary>
public abstract record ChatOutcome
{
    private ChatOutcome()
    {
    }

    /// <summary>The model wrote something.</summary>
    public sealed record Written(string Text, long RequestTokens, long ReplyTokens) : ChatOutcome;

    /// <summary>It did not.</summary>
    /// <param name="MayRetry">Whether the same request may succeed later.</param>
    /// <param name="After">The wait that the endpoint asks for.</param>
    public sealed record Refused(string Problem, bool MayRetry, TimeSpan? After) : ChatOutcome;
}
