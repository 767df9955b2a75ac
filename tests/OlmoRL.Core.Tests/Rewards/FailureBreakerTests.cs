using OlmoRL.Rewards;

namespace OlmoRL.Tests.Rewards;

public sealed class FailureBreakerTests
{
    [Fact]
    public void Trips_with_the_last_reason_when_more_than_the_share_failed()
    {
        var breaker = new FailureBreaker(0.25);

        Feed(breaker, 60, i => i % 3 == 0);

        Assert.Contains("no daemon", breaker.Reason, StringComparison.Ordinal);
        Assert.Contains("reward.failure_limit = 0.25", breaker.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Holds_at_the_share_itself()
    {
        var breaker = new FailureBreaker(0.25);

        Feed(breaker, 1000, i => i % 4 == 3);

        Assert.Null(breaker.Reason);
    }

    [Fact]
    public void Holds_while_there_are_few()
    {
        var breaker = new FailureBreaker(0.25);

        Feed(breaker, FailureBreaker.MinCount - 1, _ => true);

        Assert.Null(breaker.Reason);
    }

    [Fact]
    public void Forgets_what_is_long_ago()
    {
        var breaker = new FailureBreaker(0.25);

        Feed(breaker, 1000, i => i is >= 400 and < 440);

        Assert.Null(breaker.Reason);
    }

    [Fact]
    public void A_limit_of_one_never_trips()
    {
        var breaker = new FailureBreaker(1);

        Feed(breaker, 500, _ => true);

        Assert.Null(breaker.Reason);
    }

    private static void Feed(FailureBreaker breaker, int count, Func<int, bool> fails)
    {
        for (var i = 0; i < count; i++)
            breaker.Add(fails(i) ? "no daemon" : null);
    }
}
