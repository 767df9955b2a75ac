using CsCheck;
using OlmoRL.Inference.Tests.Fakes;
using OlmoRL.Rollouts;

namespace OlmoRL.Inference.Tests;

public sealed class EngineOccupancyTests
{
    private const int Slots = 5;

    [Fact]
    public void Slot_occupancy_equals_a_simulators_step_by_step() =>
        Gen.Int[1, 12].Array[1, 40].Sample(lengths =>
        {
            var expected = Simulate(lengths);
            var runner = new ScriptedModelRunner(key => lengths[key.Sibling]);
            using var engine = new InferenceEngine(new EngineOptions { MaxRunning = Slots, MaxLength = 32 }, runner);
            for (var i = 0; i < lengths.Length; i++)
                engine.Add(Request(i));

            while (engine.HasWork)
                _ = engine.Step();

            Assert.Equal(expected, runner.Passes.Select(p => p.Select(k => k.Sibling).Order().ToArray()));
        });

    [Fact]
    public void A_freed_slot_is_refilled_at_the_very_next_step()
    {
        int[] lengths = [1, 3, 3, 3, 3, 2];
        var runner = new ScriptedModelRunner(key => lengths[key.Sibling]);
        using var engine = new InferenceEngine(new EngineOptions { MaxRunning = Slots, MaxLength = 32 }, runner);
        for (var i = 0; i < lengths.Length; i++)
            engine.Add(Request(i));

        _ = engine.Step();
        _ = engine.Step();

        Assert.DoesNotContain(runner.Passes[0], k => k.Sibling == 5);
        Assert.Contains(runner.Passes[1], k => k.Sibling == 5);
        Assert.Equal(Slots, runner.Passes[1].Length);
    }

    [Fact]
    public void Cancelling_a_group_frees_its_slots_at_once()
    {
        var runner = new ScriptedModelRunner(_ => 8);
        using var engine = new InferenceEngine(new EngineOptions { MaxRunning = 2, MaxLength = 32 }, runner);
        for (var i = 0; i < 4; i++)
            engine.Add(Request(i) with { Key = new SequenceKey(i / 2, i % 2) });
        _ = engine.Step();

        var cancelled = engine.Cancel(0);
        _ = engine.Step();

        Assert.Equal(2, cancelled);
        Assert.All(runner.Passes[1], key => Assert.Equal(1, key.GroupId));
        Assert.Equal(2, engine.RunningCount);
    }

    /// <summary>Who runs at each step, by the plainest account: fill free slots in order, everyone ages by one.</summary>
    private static List<int[]> Simulate(int[] lengths)
    {
        var waiting = new Queue<int>(Enumerable.Range(0, lengths.Length));
        var left = new SortedDictionary<int, int>();
        var steps = new List<int[]>();
        while (waiting.Count + left.Count > 0)
        {
            while (left.Count < Slots && waiting.TryDequeue(out var next))
                left[next] = lengths[next];
            steps.Add([.. left.Keys]);
            foreach (var running in left.Keys.ToArray())
            {
                if (--left[running] == 0)
                    _ = left.Remove(running);
            }
        }

        return steps;
    }

    private static GenerationRequest Request(int sibling) => new()
    {
        Key = new SequenceKey(0, sibling),
        PromptTokenIds = [0, 0, 0],
        Sampling = new SamplingParams { MaxTokens = 20, StopTokenIds = [1] },
        Seed = (ulong)sibling,
    };
}
