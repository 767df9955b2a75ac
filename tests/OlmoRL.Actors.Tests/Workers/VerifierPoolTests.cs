using OlmoRL.Actors.Messages;
using OlmoRL.Actors.Tests.Fakes;
using OlmoRL.Actors.Workers;

namespace OlmoRL.Actors.Tests.Workers;

public sealed class VerifierPoolTests
{
    private readonly List<RecordingRef> _started = [];
    private readonly VerifierPool _pool;

    public VerifierPoolTests()
    {
        _pool = new VerifierPool(Start, failureLimit: 0.5);
        _pool.Start(1);
    }

    [Fact]
    public void A_lost_worker_is_replaced_and_its_work_goes_to_the_new_one()
    {
        _pool.Queue.Offer(_started[0], 2);
        _pool.Queue.Enqueue(Request(4));

        var failed = _pool.Replace(_started[0]);
        _pool.Queue.Offer(_started[1], 2);

        Assert.Empty(failed!);
        Assert.Equal(["verifier-0", "verifier-0-1"], _started.Select(w => w.Path.Name));
        Assert.Equal([4], _started[1].Given.Select(r => r.Sibling));
    }

    [Fact]
    public void Another_actor_is_not_replaced()
    {
        Assert.Null(_pool.Replace(new RecordingRef("learner")));
    }

    [Fact]
    public void Workers_that_die_again_and_again_are_given_up()
    {
        var replaced = 0;
        while (_pool.Replace(_started[^1]) is not null)
            replaced++;

        Assert.Equal(20, replaced);
    }

    [Fact]
    public void Only_verdicts_that_stand_count_as_failures()
    {
        _pool.Queue.Offer(_started[0], 1000);
        for (var i = 0; i < 40; i++)
        {
            _pool.Queue.Enqueue(Request(i));
            Assert.False(_pool.Take(CompletionScored.Failed(Request(i), "first try")));
            Assert.True(_pool.Take(CompletionScored.Failed(Request(i), "second try") with { Reward = i % 3 == 0 ? null : 1 }));
        }

        Assert.Null(_pool.StopReason);
    }

    private RecordingRef Start(int index, string name)
    {
        _started.Add(new RecordingRef(name));
        return _started[^1];
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
}
