using System.Reflection;
using System.Runtime.Serialization;
using Akka.Actor;
using MessagePack;
using OlmoRL.Actors.Hosting;
using OlmoRL.Actors.Messages;
using OlmoRL.Actors.Wire;
using OlmoRL.Rollouts;
using OlmoRL.Runs;

namespace OlmoRL.Actors.Tests.Wire;

public sealed class WireTests : IDisposable
{
    private const int LargestMessageBytes = 100_000;

    // What the Olmo 3 recipes allow: prompts of 2,048 tokens, responses of 32,768, groups of 8.
    private const int PromptTokens = 2048;
    private const int ResponseTokens = 32_768;
    private const int GroupSize = 8;
    private readonly ActorSystem _system = ActorHost.Start(serializeMessages: true);

    public static TheoryData<string> MessageNames => [.. WireManifest.Types.Select(t => t.Name)];

    [Theory]
    [MemberData(nameof(MessageNames))]
    public void Every_message_round_trips_at_its_largest_below_the_frame_limit(string name)
    {
        var message = Largest(WireManifest.Types.Single(t => t.Name == name));
        var serializer = (MessagePackWireSerializer)_system.Serialization.FindSerializerFor(message);

        var bytes = serializer.ToBinary(message);
        var back = serializer.FromBinary(bytes, serializer.Manifest(message));

        Assert.True(bytes.Length < LargestMessageBytes, $"{name} takes {bytes.Length} bytes");
        Assert.Equal(message.GetType(), back.GetType());
        Assert.Equal(bytes, serializer.ToBinary(back));
    }

    [Fact]
    public void The_manifest_lists_every_message_type()
    {
        var messages = typeof(RequestWork).Assembly.GetTypes()
            .Where(t => t.Namespace == typeof(RequestWork).Namespace && t.GetCustomAttribute<MessagePackObjectAttribute>() is not null)
            .Except([typeof(PayloadPart), typeof(ScoreRequest), typeof(VerificationReport), typeof(WorkerStatus), typeof(VerifierStatus)]); // these travel inside others

        Assert.Equal(messages.Select(t => t.Name).Order(), WireManifest.Types.Select(t => t.Name).Order());
    }

    [Fact]
    public void A_group_of_the_largest_rollouts_survives_being_cut_in_parts()
    {
        var group = LargestGroup();
        var payload = MessagePackSerializer.Serialize(group, MessagePackWireSerializer.Options);
        var assembler = new PayloadAssembler<long>();

        var parts = PayloadPart.Split(payload).ToArray();
        byte[]? whole = null;
        foreach (var part in parts)
            whole = assembler.Add(7, part);

        Assert.All(parts, p => Assert.True(p.Bytes.Length <= PayloadPart.MaxBytes));
        Assert.Equal(payload, whole);
        var back = MessagePackSerializer.Deserialize<RolloutGroup>(whole, MessagePackWireSerializer.Options);
        Assert.Equal(group.Rollouts[3].Completion.Segments[0].LogProbs, back.Rollouts[3].Completion.Segments[0].LogProbs);
        Assert.Equal(group.Rollouts[3].Completion.Segments[0].Spans, back.Rollouts[3].Completion.Segments[0].Spans);
    }

    [Theory]
    [InlineData("no-such-message", new byte[] { 0x90 })]
    [InlineData("gen", new byte[] { 0xc1 })]
    [InlineData("tok", new byte[] { 0x91, 0xa1 })]
    public void Bytes_that_are_no_message_are_refused(string manifest, byte[] bytes)
    {
        var serializer = (MessagePackWireSerializer)_system.Serialization.FindSerializerFor(new Start());

        Assert.Throws<SerializationException>(() => serializer.FromBinary(bytes, manifest));
    }

    public void Dispose() => _system.Dispose();

    private static object Largest(Type type)
    {
        int[] prompt = [.. Enumerable.Repeat(100_277, PromptTokens)];
        var sampling = new SamplingParams
        {
            MaxTokens = ResponseTokens,
            StopTokenIds = [100_265, 100_257],
            StopStrings = [.. Enumerable.Repeat(new string('s', 500), 16)],
            TopLogProbs = 20,
        };
        var part = new PayloadPart(int.MaxValue, int.MaxValue, new byte[PayloadPart.MaxBytes]);
        var weights = new WeightsPublished(new PolicyVersion(int.MaxValue), new string('p', 500), new string('f', 64), new string('s', 71));
        string[] addresses = [.. Enumerable.Repeat(new string('a', 100), 100)];
        object[] largest =
        [
            new RequestWork(new string('w', 100), int.MaxValue, long.MaxValue, new PolicyVersion(int.MaxValue)),
            new GenerateGroup
            {
                GroupId = long.MaxValue, Epoch = int.MaxValue, PromptTokenIds = prompt, Siblings = [.. Enumerable.Range(0, GroupSize)],
                Sampling = sampling, Seeds = [.. Enumerable.Repeat(ulong.MaxValue, GroupSize)], MoreFollow = true,
                Number = long.MaxValue, SampledCounts = [.. Enumerable.Repeat(int.MaxValue, GroupSize)],
            },
            new CancelGroup(long.MaxValue, int.MaxValue),
            new WorkHeld
            {
                Worker = new string('w', 100), SeenOrders = long.MaxValue, Version = new PolicyVersion(int.MaxValue),
                GroupIds = [.. Enumerable.Repeat(long.MaxValue, 1024)], Epochs = [.. Enumerable.Repeat(int.MaxValue, 1024)],
            },
            new WorkKnown(long.MaxValue, true),
            new SampledPrefix(long.MaxValue, GroupSize, int.MaxValue, [.. Enumerable.Repeat(100_277, TokensAppended.MaxTokens)]),
            new EngineInputs(new string('w', 100),
                [.. Enumerable.Repeat(new EngineInput(long.MaxValue, EngineInputKind.Weights, long.MaxValue), EngineInputs.MaxInputs)]),
            new Flush(int.MaxValue),
            new Flushed(int.MaxValue),
            new TokensAppended
            {
                GroupId = long.MaxValue, Epoch = int.MaxValue, Sibling = GroupSize, Offset = ResponseTokens,
                TokenIds = [.. Enumerable.Repeat(100_277, TokensAppended.MaxTokens)],
                LogProbs = [.. Enumerable.Repeat(-1.25f, TokensAppended.MaxTokens)],
                Spans = [.. Enumerable.Range(0, TokensAppended.MaxTokens).Select(i => new PolicySpan(i, 1, new PolicyVersion(i)))],
            },
            new CompletionFinished(long.MaxValue, int.MaxValue, GroupSize, ResponseTokens, FinishReason.Length),
            new EngineReport(new string('w', 100), long.MaxValue, long.MaxValue, long.MaxValue, TimeSpan.MaxValue),
            new RequestScoring(int.MaxValue),
            new ScoringHeld(long.MaxValue, [.. Enumerable.Repeat(long.MaxValue, 1024)]),
            new ScoringKnown(long.MaxValue),
            new ScorePart(long.MaxValue, part),
            new CompletionScored
            {
                GroupId = long.MaxValue, Epoch = int.MaxValue, Sibling = GroupSize, Reward = 0.5, Solved = true,
                Reason = new string('語', CompletionScored.MaxReasonLength),
                Verifications = [new VerificationReport(new string('v', 200), double.MaxValue, null)],
            },
            new TrainOn(new PolicyVersion(int.MaxValue), [.. Enumerable.Repeat(long.MaxValue, 1024)]),
            new FetchGroup(long.MaxValue),
            new GroupPart(long.MaxValue, part),
            new StepCompleted(weights, Enumerable.Range(0, 200).ToDictionary(i => $"area/{new string('n', 50)}{i}", i => (double)i)),
            new SaveTrainState(new string('f', 4096)),
            new SaveCheckpoint(new string('f', 4096)),
            new Saved(new string('f', 4096)),
            weights,
            new StopRun(),
            new StepEngine(),
            new HoldGeneration(true),
            new WriteMetrics(int.MaxValue, Enumerable.Range(0, 200).ToDictionary(i => $"area/{new string('n', 50)}{i}", i => (double)i)),
            new Start(),
            new JoinNode(new string('n', 100), new string('v', 100), new string('d', 100), new string('p', 100)),
            new NodeWelcome(weights, new string('p', 100), addresses),
            new StillThere(),
            new Here(addresses),
            new StandBy(new string('a', 100), new string('v', 100), new string('d', 100), new string('i', 100)),
            new StandByNoted(),
            new RunEnded(),
            new EndHeard(),
            new JoinLearner(new string('n', 100), new string('v', 100), new string('d', 100), new string('i', 100)),
            new LearnerWelcome(new string('f', 4096), int.MaxValue, int.MaxValue),
            new LearnerReady(weights),
            new NodeRefused(new string('r', 1000)),
            new WeightsArrived(),
            new WeightsMissed(new string('r', 1000)),
            new AskStatus(),
            new RunStatus
            {
                Version = new PolicyVersion(int.MaxValue), Steps = int.MaxValue, StepSeconds = double.MaxValue, LearnerBusy = true, GenerationHeld = true, LearnerAddress = new string('a', 100),
                LiveGroups = int.MaxValue, ReadyGroups = int.MaxValue, WaitingCompletions = int.MaxValue,
                Workers = [.. Enumerable.Repeat(new WorkerStatus(new string('w', 100), new string('a', 100), new PolicyVersion(int.MaxValue), int.MaxValue), 200)],
                Verifiers = [.. Enumerable.Repeat(new VerifierStatus(new string('a', 200), int.MaxValue, int.MaxValue), 200)],
            },
        ];
        return largest.Single(m => m.GetType() == type);
    }

    private static RolloutGroup LargestGroup() => new()
    {
        Id = 1,
        Prompt = new Prompt { ItemId = "x", TokenIds = new int[PromptTokens], Text = "p", Targets = [new("math", "1")], Row = "{}" },
        Rollouts =
        [
            .. Enumerable.Range(0, GroupSize).Select(s => new Rollout
            {
                Sibling = s,
                Reward = s,
                Solved = false,
                Completion = new Completion
                {
                    FinishReason = FinishReason.Length,
                    Text = new string('t', ResponseTokens),
                    Segments =
                    [
                        new CompletionSegment
                        {
                            TokenIds = [.. Enumerable.Range(0, ResponseTokens)],
                            LogProbs = [.. Enumerable.Range(0, ResponseTokens).Select(i => -i / 7f)],
                            Spans = [new PolicySpan(0, 10, new(1)), new PolicySpan(10, ResponseTokens - 10, new(2))],
                        },
                    ],
                },
            }),
        ],
    };
}
