using CsCheck;
using OlmoRL.Inference.Tests.Fakes;
using OlmoRL.Models;
using OlmoRL.Recipes;
using OlmoRL.Rollouts;
using static TorchSharp.torch;

namespace OlmoRL.Inference.Tests;

/// <summary>The engine under random orders, against a model that computes every sequence alone and without a cache.</summary>
public sealed class SchedulerTests
{
    private static readonly Gen<Act> AnyAct = Gen.OneOf(
        Gen.Select(Gen.Int[1, 12], Gen.Int[1, 14], Gen.Int[1, 4]).Select((p, m, s) => (Act)new Add(p, m, s)),
        Gen.Int[1, 4].Select(n => (Act)new Steps(n)),
        Gen.Int[0, 20].Select(g => (Act)new Cancel(g)),
        Gen.Const((Act)new Update()));

    private abstract record Act;

    private sealed record Add(int PromptLength, int MaxTokens, int Siblings) : Act;

    private sealed record Steps(int Count) : Act;

    private sealed record Cancel(int Group) : Act;

    private sealed record Update : Act;

    [Theory]
    [InlineData(0, 0, KvAfterUpdate.Keep)]
    [InlineData(0, 30, KvAfterUpdate.Keep)]
    [InlineData(5, 0, KvAfterUpdate.Keep)]
    [InlineData(5, 30, KvAfterUpdate.Keep)]
    [InlineData(5, 30, KvAfterUpdate.Recompute)]
    [InlineData(0, 30, KvAfterUpdate.Keep, BatchingKind.StaticCompacted)]
    [InlineData(5, 30, KvAfterUpdate.Keep, BatchingKind.StaticPadded)]
    public void Every_sequence_comes_out_as_if_it_ran_alone(
        int window, int cacheTokens, KvAfterUpdate after, BatchingKind batching = BatchingKind.Continuous) =>
        AnyAct.Array[1, 25].Sample(acts =>
        {
            var options = new EngineOptions
            {
                MaxRunning = 4,
                MaxLength = 26,
                BlockSize = 3,
                CacheTokens = cacheTokens,
                PrefillTokens = 4,
                KvAfterUpdate = after,
                Batching = batching,
            };
            var runner = new NaiveCacheRunner(options, window);
            using var engine = new InferenceEngine(options, runner);
            var free = engine.FreeBlockCounts;
            var expected = new Dictionary<SequenceKey, int[]>();
            var actual = new Dictionary<SequenceKey, List<int>>();
            var group = 0;
            var version = 0;

            void Run(int steps)
            {
                for (var i = 0; i < steps && engine.HasWork; i++)
                {
                    var step = engine.Step();
                    Assert.True(step.ComputedTokens > 0, "a step with work computed nothing");
                    Assert.True(engine.RunningCount <= options.MaxRunning);
                    foreach (var token in step.Tokens)
                        actual[token.Key].Add(token.TokenId);
                }
            }

            foreach (var act in acts)
            {
                switch (act)
                {
                    case Add add:
                        AddGroup(engine, group++, add, expected, actual);
                        break;
                    case Steps steps:
                        Run(steps.Count);
                        break;
                    case Cancel cancel:
                        _ = engine.Cancel(cancel.Group);
                        foreach (var key in expected.Keys.Where(k => k.GroupId == cancel.Group && actual[k].Count < expected[k].Length).ToArray())
                            _ = expected.Remove(key);
                        break;
                    case Update:
                        engine.UpdateWeights(new PolicyVersion(++version), Weights);
                        break;
                }
            }

            Run(10_000);

            Assert.All(expected, pair => Assert.Equal(pair.Value, actual[pair.Key]));
            Assert.Equal(free, engine.FreeBlockCounts);
            Assert.True(runner.MostPrefill <= options.PrefillTokens);
        });

    [Fact]
    public void Preempts_newest_when_blocks_run_out()
    {
        var scheduler = new Scheduler(new EngineOptions { MaxRunning = 2, MaxLength = 12, BlockSize = 2, CacheTokens = 12 });
        Sequence[] sequences = [NewSequence(0, 2, 10), NewSequence(1, 2, 10)];
        foreach (var sequence in sequences)
            scheduler.Add(sequence);

        while (scheduler.PreemptionCount == 0)
            Step(scheduler);

        Assert.Equal(SequenceStatus.Running, sequences[0].Status);
        Assert.Equal(SequenceStatus.Preempted, sequences[1].Status);
        Assert.Equal(0, sequences[1].CachedCount);
    }

    [Fact]
    public void A_preempted_sequence_goes_before_waiting_ones()
    {
        var scheduler = new Scheduler(new EngineOptions { MaxRunning = 2, MaxLength = 12, BlockSize = 2, CacheTokens = 14 });
        Sequence[] sequences = [NewSequence(0, 2, 10), NewSequence(1, 2, 10), NewSequence(2, 2, 10)];
        foreach (var sequence in sequences)
            scheduler.Add(sequence);

        while (scheduler.PreemptionCount == 0)
            Step(scheduler);
        while (sequences[1].Status == SequenceStatus.Preempted)
        {
            Assert.Equal(SequenceStatus.Waiting, sequences[2].Status);
            Step(scheduler);
        }
    }

    [Fact]
    public void Prompts_are_computed_in_chunks_beside_decoding_sequences()
    {
        var scheduler = new Scheduler(new EngineOptions { MaxRunning = 2, MaxLength = 40, PrefillTokens = 8 });
        scheduler.Add(NewSequence(0, 2, 20));
        Step(scheduler);
        scheduler.Add(NewSequence(1, 20, 20));

        int[][] counts = [Step(scheduler), Step(scheduler), Step(scheduler), Step(scheduler)];

        Assert.Equal([[1, 8], [1, 8], [1, 4], [1, 1]], counts);
    }

    [Theory]
    [InlineData(BatchingKind.Continuous, new[] { 2, 2, 2 })]
    [InlineData(BatchingKind.StaticCompacted, new[] { 2, 1, 1, 1 })]
    [InlineData(BatchingKind.StaticPadded, new[] { 2, 2, 2, 1 })]
    public void Rows_of_a_step_follow_the_batching(BatchingKind batching, int[] expected)
    {
        var scheduler = new Scheduler(new EngineOptions { MaxRunning = 2, MaxLength = 12, Batching = batching });
        scheduler.Add(NewSequence(0, 1, 1));
        scheduler.Add(NewSequence(1, 1, 3));
        scheduler.Add(NewSequence(2, 1, batching == BatchingKind.Continuous ? 2 : 1));

        var rows = new List<int>();
        while (scheduler.Running.Count + scheduler.WaitingCount > 0)
            rows.Add(Step(scheduler).Length);

        Assert.Equal(expected, rows);
    }

    [Fact]
    public void A_sliding_layer_holds_no_more_blocks_than_the_window_touches()
    {
        const int Window = 6;
        var options = new EngineOptions { MaxRunning = 1, MaxLength = 60, BlockSize = 3, PrefillTokens = 4 };
        var scheduler = new Scheduler(options, Window);
        var sequence = NewSequence(0, 10, 50);
        scheduler.Add(sequence);

        while (sequence.Status != SequenceStatus.Finished)
        {
            _ = Step(scheduler);
            var table = sequence.Tables.Count > 1 ? sequence.Tables[1] : null;
            Assert.True(table is null || table.End - table.First <= Window / options.BlockSize + 1);
        }
    }

    [Fact]
    public void An_update_makes_siblings_that_start_later_compute_the_prompt_again()
    {
        var scheduler = new Scheduler(new EngineOptions { MaxRunning = 2, MaxLength = 12 });
        for (var i = 0; i < 3; i++)
            scheduler.Add(NewSequence(0, 8, 1 + i, sibling: i));

        int[][] before = [Step(scheduler)];
        scheduler.UseVersion(new PolicyVersion(1), recompute: false);
        int[][] after = [Step(scheduler)];

        Assert.Equal([[8, 1]], before); // the second sibling starts from the first one's prompt
        Assert.Equal([[1, 8]], after);  // the third may not: those keys are of older weights
    }

    private static TransformerWeights Weights { get; } = TransformerWeights.Allocate(
        new TransformerConfig
        {
            VocabularySize = 2,
            HiddenSize = 2,
            IntermediateSize = 2,
            LayerCount = 0,
            HeadCount = 1,
            KeyValueHeadCount = 1,
            MaxPositions = 2,
        }, ScalarType.Float32, CPU);

    private static void AddGroup(
        InferenceEngine engine, int group, Add add, Dictionary<SequenceKey, int[]> expected, Dictionary<SequenceKey, List<int>> actual)
    {
        int[] prompt = [.. Enumerable.Range(0, add.PromptLength).Select(i => (i * 5 + group) % 16)];
        for (var sibling = 0; sibling < add.Siblings; sibling++)
        {
            var key = new SequenceKey(group, sibling);
            var text = new List<int>(prompt);
            var most = Math.Min(26 - prompt.Length, add.MaxTokens + sibling);
            do
                text.Add(NaiveCacheRunner.Next(text));
            while (text.Count < prompt.Length + most && text[^1] != 3);
            (expected[key], actual[key]) = ([.. text.Skip(prompt.Length)], []);
            engine.Add(new GenerationRequest
            {
                Key = key,
                PromptTokenIds = prompt,
                Sampling = new SamplingParams { MaxTokens = most, StopTokenIds = [3] },
                Seed = 1,
            });
        }
    }

    private static Sequence NewSequence(int group, int prompt, int maxTokens, int sibling = 0) => new(new GenerationRequest
    {
        Key = new SequenceKey(group, sibling),
        PromptTokenIds = new int[prompt],
        Sampling = new SamplingParams { MaxTokens = maxTokens, StopTokenIds = [] },
        Seed = 1,
    });

    /// <summary>One pass without a model; returns how many tokens each span computed.</summary>
    private static int[] Step(Scheduler scheduler)
    {
        var spans = scheduler.Schedule().Spans.ToArray();
        foreach (var span in spans)
        {
            Scheduler.Complete(span);
            if (span.Samples && span.Sequence.Append(0) is not null)
                scheduler.Finish(span.Sequence);
        }

        return [.. spans.Select(s => s.Count)];
    }
}
