using OlmoRL.Recipes;
using OlmoRL.Training.Optimization;

namespace OlmoRL.Training.Tests.Optimization;

public sealed class LearningRateScheduleTests
{
    [Theory]
    [InlineData(0, 0.25)]
    [InlineData(3, 1.0)]
    [InlineData(9, 1.0)]
    [InlineData(15, 1.0)]
    [InlineData(16, 0.8)]
    [InlineData(19, 0.2)]
    public void It_warms_up_stays_and_decays(int step, double expected) =>
        Assert.Equal(expected, Schedule(ScheduleKind.Wsd, decayShare: 0.25).At(step), 12);

    [Theory]
    [InlineData(ScheduleKind.Constant, 12, 1.0)]
    [InlineData(ScheduleKind.Wsd, 19, 1.0)] // without a decay share
    [InlineData(ScheduleKind.Linear, 4, 1.0)]
    [InlineData(ScheduleKind.Linear, 12, 0.5)]
    [InlineData(ScheduleKind.Cosine, 4, 1.0)]
    [InlineData(ScheduleKind.Cosine, 12, 0.5)]
    [InlineData(ScheduleKind.Cosine, 8, 0.853553390593)] // (1 + cos(pi / 4)) / 2
    public void After_warm_up_each_kind_has_its_course(ScheduleKind kind, int step, double expected) =>
        Assert.Equal(expected, Schedule(kind).At(step), 10);

    [Theory]
    [InlineData(ScheduleKind.Linear)]
    [InlineData(ScheduleKind.Cosine)]
    [InlineData(ScheduleKind.Wsd)]
    public void A_decay_ends_at_the_floor_and_never_rises(ScheduleKind kind)
    {
        var schedule = Schedule(kind, decayShare: 0.5) with { FloorShare = 0.1 };

        var rates = Enumerable.Range(4, 17).Select(schedule.At).ToArray();

        Assert.Equal(0.1, rates[^1], 12);
        Assert.All(rates.Zip(rates.Skip(1)), pair => Assert.True(pair.Second <= pair.First));
    }

    private static LearningRateSchedule Schedule(ScheduleKind kind, double decayShare = 0) =>
        new() { Kind = kind, Peak = 1.0, StepCount = 20, WarmupSteps = 4, DecayShare = decayShare };
}
