namespace OlmoRL.Verification.Algebra;

/// <summary>An answer that cannot be read, or whose reading takes more steps than an answer is worth.</summary>
internal sealed class UnreadableAnswerException(string problem) : Exception(problem);

/// <summary>Bounds the work of one verdict: whatever a model wrote, the verdict ends.</summary>
internal sealed class StepBudget(int limit)
{
    public const int DefaultLimit = 40_000;

    private int _left = limit;

    /// <summary>Counts work.</summary>
    /// <exception cref="UnreadableAnswerException">The budget is used up.</exception>
    public void Spend(int steps = 1)
    {
        _left -= steps;
        if (_left < 0)
            throw new UnreadableAnswerException("the answer takes too many steps");
    }
}
