using OlmoRL.Batching;
using OlmoRL.Models;
using OlmoRL.Models.Weights;
using OlmoRL.Recipes;
using OlmoRL.Rollouts;
using OlmoRL.Training.Forward;
using static TorchSharp.torch;

namespace OlmoRL.Inference.Tests;

/// <summary>What every backend must do; the learner's forward pass is the reference.</summary>
public abstract class EngineCompliance(AttentionKind attention) : IDisposable
{
    private const int Window = 8;
    private static readonly TransformerConfig Config = new()
    {
        VocabularySize = 64,
        HiddenSize = 64,
        IntermediateSize = 96,
        LayerCount = 4,
        HeadCount = 4,
        KeyValueHeadCount = 2,
        MaxPositions = 128,
        SlidingWindow = Window,
        InitializerRange = 0.2,
        Yarn = new YarnScaling { Factor = 4, OriginalMaxPositions = 32, AttentionFactor = 0.1 * Math.Log(4) + 1 },
    };

    private readonly List<IEngineWeights> _weights = [];
    private readonly CausalLanguageModel _model = new(Config, TransformerWeights.Initialize(Config, 7, CPU));

    [Theory]
    [InlineData(1.0)]
    [InlineData(0.7)]
    public void Engine_log_probs_equal_learner_log_probs_on_texts_of_many_windows(double temperature)
    {
        var results = Generate(groups: 3, siblings: 4, temperature, slots: 5);

        var differences = results.SelectMany(r => Difference(r.Prompt, r.Tokens, r.LogProbs, temperature)).ToArray();

        Assert.All(results, r => Assert.True(r.Prompt.Length + r.Tokens.Count >= 3 * Window));
        Assert.True(differences.Average() <= 1e-5, $"mean {differences.Average()}");
        Assert.True(differences.Max() <= 1e-4, $"largest {differences.Max()}"); // cached decode = full forward, over window boundaries
    }

    [Fact]
    public void A_sequence_does_not_depend_on_what_it_was_batched_with()
    {
        var together = Generate(groups: 3, siblings: 4, 1.0, slots: 12);
        var narrow = Generate(groups: 3, siblings: 4, 1.0, slots: 2);

        Assert.Equal(together.Select(r => string.Join(' ', r.Tokens)), narrow.Select(r => string.Join(' ', r.Tokens)));
    }

    [Fact]
    public void Equal_inputs_give_equal_bytes()
    {
        var first = Generate(groups: 2, siblings: 3, 1.0, slots: 4);
        var second = Generate(groups: 2, siblings: 3, 1.0, slots: 4);

        Assert.Equal(first.SelectMany(r => r.LogProbs), second.SelectMany(r => r.LogProbs));
    }

    [Fact]
    public void Weights_change_between_two_steps_while_sequences_go_on()
    {
        using var other = TransformerWeights.Initialize(Config, 8, CPU);
        var options = new EngineOptions { MaxRunning = 2, MaxLength = 100 };
        using var engine = NewEngine(options);
        engine.Add(Request(0, 0, Prompt(0), 1.0));

        var before = engine.Step();
        engine.UpdateWeights(new PolicyVersion(3), EngineReady(other, options));
        var after = engine.Step();

        Assert.Equal((new PolicyVersion(0), new PolicyVersion(3)), (before.Version, after.Version));
        Assert.Equal(1, engine.RunningCount);
        Assert.Equal(1, after.ComputedTokens); // the cached keys were kept
    }

    [Fact]
    public void With_recompute_live_sequences_compute_their_tokens_again_under_the_new_weights()
    {
        using var other = TransformerWeights.Initialize(Config, 8, CPU);
        var options = new EngineOptions { MaxRunning = 2, MaxLength = 100, KvAfterUpdate = KvAfterUpdate.Recompute };
        using var engine = NewEngine(options);
        engine.Add(Request(0, 0, Prompt(0), 1.0));
        var first = engine.Step().Tokens[0].TokenId;

        engine.UpdateWeights(new PolicyVersion(1), EngineReady(other, options));
        var second = engine.Step();

        Assert.Equal(21, second.ComputedTokens); // the prompt and the first token
        using var model = new CausalLanguageModel(Config, other);
        var expected = LogProbs(model, Prompt(0), [first, second.Tokens[0].TokenId], 1.0)[1];
        Assert.Equal(expected, second.Tokens[0].LogProb, 1e-4);
    }

    [Fact]
    public void Prompt_log_probs_equal_the_learners()
    {
        var options = new EngineOptions { MaxRunning = 2, MaxLength = 100, PrefillTokens = 6 };
        using var engine = NewEngine(options);
        var request = Request(0, 0, Prompt(0), 1.0);
        engine.Add(request with { Sampling = request.Sampling with { PromptLogProbs = true, TopLogProbs = 2 } });

        PromptScores? scores = null;
        while (scores is null)
            scores = engine.Step().Prompts.SingleOrDefault();

        var expected = LogProbs(_model, Prompt(0)[..1], Prompt(0)[1..], 1.0);
        Assert.True(float.IsNaN(scores.LogProbs[0]));
        Assert.All(expected.Zip(scores.LogProbs[1..]), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
        Assert.All(scores.Top[1..], top => Assert.Equal(2, top.Length));
    }

    [Fact]
    public void Cancelling_a_group_frees_its_blocks_at_once()
    {
        var options = new EngineOptions { MaxRunning = 4, MaxLength = 100 };
        using var engine = NewEngine(options);
        var before = engine.FreeBlockCounts;
        for (var i = 0; i < 4; i++)
            engine.Add(Request(0, i, Prompt(0), 1.0));
        _ = engine.Step();
        Assert.NotEqual(before, engine.FreeBlockCounts);

        _ = engine.Cancel(0);

        Assert.Equal(before, engine.FreeBlockCounts);
    }

    [Fact]
    public void The_prompt_of_a_group_is_computed_once()
    {
        var options = new EngineOptions { MaxRunning = 4, MaxLength = 100 };
        using var engine = NewEngine(options);
        for (var i = 0; i < 4; i++)
            engine.Add(Request(0, i, Prompt(0), 1.0));

        var step = engine.Step();

        // 20 prompt tokens: the first sibling computes all, each other only the last, for its logits.
        Assert.Equal(20 + 3, step.ComputedTokens);
    }

    [Fact]
    public void Steps_leave_no_tensor_behind()
    {
        var options = new EngineOptions { MaxRunning = 4, MaxLength = 100 };
        using var engine = NewEngine(options);
        for (var i = 0; i < 4; i++)
            engine.Add(Request(0, i, Prompt(0), 1.0));
        _ = engine.Step();
        var before = TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        for (var i = 0; i < 10; i++)
            _ = engine.Step();

        Assert.Equal(before, TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    public void Dispose()
    {
        foreach (var weights in _weights)
            weights.Dispose();
        _model.Dispose();
        GC.SuppressFinalize(this);
    }

    private InferenceEngine NewEngine(EngineOptions options)
    {
        options = options with { Attention = attention };
        var engine = new InferenceEngine(options, EngineBackend.CreateRunner(Config, options));
        engine.UpdateWeights(PolicyVersion.Start, EngineReady(_model.Weights, options));
        return engine;
    }

    private IEngineWeights EngineReady(TransformerWeights source, EngineOptions options)
    {
        var weights = EngineBackend.AllocateWeights(Config, options with { Attention = attention });
        weights.CopyFrom(source);
        _weights.Add(weights);
        return weights;
    }

    private static int[] Prompt(int group) => [.. Enumerable.Range(0, 20 + group).Select(i => (i * 7 + group * 13) % 64)];

    private static GenerationRequest Request(int group, int sibling, int[] prompt, double temperature) => new()
    {
        Key = new SequenceKey(group, sibling),
        PromptTokenIds = prompt,
        Sampling = new SamplingParams { MaxTokens = 20 + 5 * sibling, StopTokenIds = [], Temperature = temperature },
        Seed = (ulong)(group * 100 + sibling),
    };

    private List<(int[] Prompt, List<int> Tokens, List<float> LogProbs)> Generate(int groups, int siblings, double temperature, int slots)
    {
        var options = new EngineOptions { MaxRunning = slots, MaxLength = 100 };
        using var engine = NewEngine(options);
        var results = new SortedDictionary<(long, int), (int[] Prompt, List<int> Tokens, List<float> LogProbs)>();
        for (var g = 0; g < groups; g++)
        {
            for (var s = 0; s < siblings; s++)
            {
                engine.Add(Request(g, s, Prompt(g), temperature));
                results[(g, s)] = (Prompt(g), [], []);
            }
        }

        while (engine.HasWork)
        {
            foreach (var token in engine.Step().Tokens)
            {
                results[(token.Key.GroupId, token.Key.Sibling)].Tokens.Add(token.TokenId);
                results[(token.Key.GroupId, token.Key.Sibling)].LogProbs.Add(token.LogProb);
            }
        }

        return [.. results.Values];
    }

    private IEnumerable<double> Difference(int[] prompt, List<int> tokens, List<float> logProbs, double temperature) =>
        LogProbs(_model, prompt, tokens, temperature).Zip(logProbs, (a, b) => (double)Math.Abs(a - b));

    /// <summary>The learner's log-probs of tokens after a prompt.</summary>
    private static float[] LogProbs(CausalLanguageModel model, int[] prompt, IReadOnlyList<int> tokens, double temperature)
    {
        var sample = new TrainingSample
        {
            TokenIds = [.. prompt, .. tokens],
            Trained = [.. prompt.Select(_ => false), .. tokens.Select(_ => true)],
        };
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        return PolicyPass.LogProbsOf(model, SequencePacker.Pack([sample], 100, 0), temperature, new ForwardOptions()).data<float>().ToArray();
    }
}
