using OlmoRL.Runs;

namespace OlmoRL.Core.Tests.Runs;

public sealed class ScheduleLogTests : IDisposable
{
    private static readonly ScheduleConditions Conditions = new("recipe", 1, "processor", "runtime");
    private readonly RunDirectory _run = new(Directory.CreateTempSubdirectory("olmorl-").FullName);

    [Fact]
    public void What_is_written_is_read_back_in_order()
    {
        using (var log = new ScheduleLog(_run, Conditions))
        {
            log.Add("inference-0", new EngineInput(0, EngineInputKind.Add, 7));
            log.Add("inference-1", new EngineInput(3, EngineInputKind.Cancel, 7));
            log.Add("inference-0", new EngineInput(12, EngineInputKind.Weights, 1));
            log.Add(new ScheduledStep(1, [7, 3], ["a", "b"], ["c", "d"], "w"));
        }

        File.AppendAllText(_run.Schedule, "{\"worker\":\"infer");
        var schedule = RunSchedule.Read(_run.Root);

        Assert.Equal(Conditions, schedule.Conditions);
        Assert.Equal([new EngineInput(0, EngineInputKind.Add, 7), new EngineInput(12, EngineInputKind.Weights, 1)], schedule.Inputs["inference-0"]);
        Assert.Equal([new EngineInput(3, EngineInputKind.Cancel, 7)], schedule.Inputs["inference-1"]);
        Assert.Equal([7, 3], Assert.Single(schedule.Steps).Groups);
    }

    [Fact]
    public void A_resumed_run_is_refused_by_name()
    {
        new ScheduleLog(_run, Conditions).Dispose();
        new ScheduleLog(_run, Conditions).Dispose();

        var refused = Assert.Throws<InvalidDataException>(() => RunSchedule.Read(_run.Root));

        Assert.Contains("stopped and resumed", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_without_a_schedule_is_refused_by_name() =>
        Assert.Contains("only asynchronous runs", Assert.Throws<InvalidDataException>(() => RunSchedule.Read(_run.Root)).Message, StringComparison.Ordinal);

    public void Dispose() => Directory.Delete(_run.Root, recursive: true);
}
