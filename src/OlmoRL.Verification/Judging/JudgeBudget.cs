namespace OlmoRL.Verification.Judging;

/// <summary>What a judge has used, against its limits.</summary>
public sealed class JudgeBudget(JudgeOptions options)
{
    private readonly Lock _gate = new();
    private long _requestTokens;
    private long _replyTokens;

    /// <summary>Tokens so far, both ways.</summary>
    public long Tokens
    {
        get
        {
            lock (_gate)
                return _requestTokens + _replyTokens;
        }
    }

    /// <summary>Dollars so far.</summary>
    public double Cost
    {
        get
        {
            lock (_gate)
                return ((_requestTokens * options.RequestPrice) + (_replyTokens * options.ReplyPrice)) / 1e6;
        }
    }

    /// <summary>Adds a reply's use; failed replies were paid for too.</summary>
    public void Add(long requestTokens, long replyTokens)
    {
        lock (_gate)
        {
            _requestTokens += requestTokens;
            _replyTokens += replyTokens;
        }
    }

    /// <summary>Nothing more may be asked once a limit is reached.</summary>
    /// <exception cref="JudgeException">One is.</exception>
    public void ThrowIfSpent()
    {
        if (options.MaxTokens > 0 && Tokens >= options.MaxTokens)
            throw new JudgeException($"the judge has used {Tokens} tokens of max_tokens = {options.MaxTokens}");
        if (options.MaxCost > 0 && Cost >= options.MaxCost)
            throw new JudgeException(FormattableString.Invariant($"the judge has cost {Cost:F2} of max_cost = {options.MaxCost:F2} dollars"));
    }
}
