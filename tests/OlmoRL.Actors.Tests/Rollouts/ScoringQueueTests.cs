using OlmoRL.Actors.Messages;
using OlmoRL.Actors.Rollouts;
using OlmoRL.Actors.Tests.Fakes;

namespace OlmoRL.Actors.Tests.Rollouts;

public sealed class ScoringQueueTests
{
    private readonly ScoringQueue _queue = new();
    private readonly RecordingRef _first = new("first");
    private readonly RecordingRef _second = new("second");

    [Fact]
    public void A_worker_gets_no_more_than_it_asked_for()
    {
        _queue.Offer(_first, 2);
        for (var sibling = 0; sibling < 5; sibling++)
            _queue.Enqueue(Request(sibling));

        Assert.Equal([0, 1], _first.Given.Select(r => r.Sibling));
        Assert.Equal(3, _queue.WaitingCount);

        _queue.Offer(_first, 2); // said again
        Assert.Equal(3, _queue.WaitingCount);

        Assert.True(_queue.Take(Verdict(1, reward: 1)));
        Assert.Equal([0, 1, 2], _first.Given.Select(r => r.Sibling));
    }

    [Fact]
    public void What_a_worker_should_have_and_has_not_is_sent_again_and_is_not_counted_as_a_try()
    {
        _queue.Offer(_first, 3);
        for (var sibling = 0; sibling < 3; sibling++)
            _queue.Enqueue(Request(sibling));

        var sent = _queue.Compare(_first, new ScoringHeld(2, [1])); // 2 is lost, 3 may be on its way

        Assert.Equal(4, sent);
        Assert.Equal([0, 1, 2, 1], _first.Given.Select(r => r.Sibling));
        Assert.False(_queue.Take(Verdict(1, reward: null))); // its first try
        Assert.Null(_queue.Compare(_second, new ScoringHeld(0, [])));
    }

    [Fact]
    public void A_failed_verification_is_tried_once_more_at_another_worker()
    {
        _queue.Offer(_first, 4);
        _queue.Enqueue(Request(0));
        _queue.Offer(_second, 2);

        Assert.False(_queue.Take(Verdict(0, reward: null)));

        Assert.Equal([0], _second.Given.Select(r => r.Sibling));
        Assert.True(_queue.Take(Verdict(0, reward: null)));
    }

    [Fact]
    public void The_only_worker_gets_a_failed_verification_again()
    {
        _queue.Offer(_first, 2);
        _queue.Enqueue(Request(0));

        Assert.False(_queue.Take(Verdict(0, reward: null)));

        Assert.Equal([0, 0], _first.Given.Select(r => r.Sibling));
        Assert.True(_queue.Take(Verdict(0, reward: 1)));
    }

    [Fact]
    public void A_retry_that_waits_for_another_worker_holds_nobody_up()
    {
        _queue.Offer(_second, 1);
        _queue.Enqueue(Request(0));
        _queue.Offer(_first, 1);
        _queue.Enqueue(Request(1));
        Assert.False(_queue.Take(Verdict(1, reward: null)));

        _queue.Enqueue(Request(2));

        Assert.Equal([1, 2], _first.Given.Select(r => r.Sibling));
        Assert.True(_queue.Take(Verdict(0, reward: 1)));
        Assert.Equal([0, 1], _second.Given.Select(r => r.Sibling));
    }

    [Fact]
    public void What_a_lost_worker_had_goes_to_another()
    {
        _queue.Offer(_first, 3);
        _queue.Enqueue(Request(0));
        _queue.Enqueue(Request(1));

        var failed = _queue.Lose(_first);
        _queue.Offer(_second, 8);

        Assert.Empty(failed);
        Assert.Equal([0, 1], _second.Given.Select(r => r.Sibling).Order());
    }

    [Fact]
    public void What_two_workers_were_lost_over_has_failed()
    {
        _queue.Offer(_first, 1);
        _queue.Enqueue(Request(0));
        _ = _queue.Lose(_first);
        _queue.Offer(_second, 1);

        var failed = Assert.Single(_queue.Lose(_second));

        Assert.Null(failed.Reward);
        Assert.True(_queue.Take(failed));
    }

    [Fact]
    public void A_verdict_nobody_asked_for_is_dropped()
    {
        Assert.False(_queue.Take(Verdict(7, reward: 1)));
    }

    private static ScoreRequest Request(int sibling) => new()
    {
        GroupId = 3,
        Epoch = 1,
        Sibling = sibling,
        Prompt = "",
        Completion = "x",
        Targets = [],
        Row = "{}",
        TokenCount = 1,
    };

    private static CompletionScored Verdict(int sibling, double? reward) =>
        CompletionScored.Failed(Request(sibling), "") with { Reward = reward };
}
