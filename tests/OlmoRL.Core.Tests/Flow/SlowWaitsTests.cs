using OlmoRL.Flow;

namespace OlmoRL.Core.Tests.Flow;

public sealed class SlowWaitsTests
{
    private readonly ManualClock _time = new();
    private readonly SlowWaits _waits;

    public SlowWaitsTests() => _waits = new SlowWaits(TimeSpan.FromSeconds(60), _time);

    [Fact]
    public void A_wait_is_said_at_the_threshold_and_each_time_it_has_doubled()
    {
        var said = new List<(int Second, string Line)>();
        for (var second = 0; second <= 300; second += 10, _time.Advance(TimeSpan.FromSeconds(10)))
            said.AddRange(_waits.Look([new Wait("a verdict", "group 7")]).Select(line => (second, line)));

        Assert.Equal([(60, "waits 60 s for a verdict: group 7"), (120, "waits 120 s for a verdict: group 7"), (240, "waits 240 s for a verdict: group 7")], said);
    }

    [Fact]
    public void Waits_for_the_same_are_one_line_and_those_that_began_later_wait_their_time()
    {
        _ = _waits.Look([new Wait("a verdict", "group 1"), new Wait("a verdict", "group 2"), new Wait("the learner")]);
        _time.Advance(TimeSpan.FromSeconds(40));
        _ = _waits.Look([new Wait("a verdict", "group 1"), new Wait("a verdict", "group 2"), new Wait("the learner"), new Wait("a verdict", "group 3")]);
        _time.Advance(TimeSpan.FromSeconds(30));

        var lines = _waits.Look([new Wait("a verdict", "group 1"), new Wait("a verdict", "group 2"), new Wait("the learner"), new Wait("a verdict", "group 3")]);

        Assert.Equal(["waits 70 s for a verdict: group 1, group 2", "waits 70 s for the learner"], lines);
    }

    [Fact]
    public void A_wait_that_ended_begins_anew()
    {
        _ = _waits.Look([new Wait("the learner")]);
        _time.Advance(TimeSpan.FromSeconds(50));
        _ = _waits.Look([]);
        _ = _waits.Look([new Wait("the learner")]);
        _time.Advance(TimeSpan.FromSeconds(50));

        Assert.Empty(_waits.Look([new Wait("the learner")]));
    }
}
