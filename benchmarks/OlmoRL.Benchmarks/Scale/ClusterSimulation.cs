using Akka.Actor;
using Akka.Configuration;
using OlmoRL.Actors.Messages;
using OlmoRL.Actors.Rollouts;
using OlmoRL.Actors.Telemetry;
using OlmoRL.Actors.Workers;
using OlmoRL.Advantages;
using OlmoRL.Data.Tokenization;
using OlmoRL.Flow;
using OlmoRL.Recipes;
using OlmoRL.Rollouts;
using OlmoRL.Runs;
using OlmoRL.Verification.Controls;

namespace OlmoRL.Benchmarks.Scale;

/// <summary>What a simulated run cost its coordinator.</summary>
/// <param name="Groups">Trained.</param>
/// <param name="Cpu">Of the coordinator's thread.</param>
/// <param name="Seconds">Simulated.</param>
/// <param name="Messages">To and from the coordinator.</param>
/// <param name="Bytes">Of those messages.</param>
internal sealed record ScaleFigures(int Groups, TimeSpan Cpu, double Seconds, long Messages, long Bytes);

/// <summary>The real coordinator with its ledger, pipeline, scoring queue, journal and wire format, under nodes that only exist as events.</summary>
internal static class ClusterSimulation
{
    private const string CallingThread = "akka.test.calling-thread-dispatcher";

    private const string Settings = """
        akka.loglevel = ERROR
        akka.test.calling-thread-dispatcher { type = "Akka.TestKit.CallingThreadDispatcherConfigurator, Akka.TestKit", throughput = 2147483647 }
        """;

    /// <summary>Runs so many steps.</summary>
    public static ScaleFigures Run(ScaleOptions options, ITokenizer tokenizer)
    {
        var folder = Directory.CreateTempSubdirectory("olmorl-scale-").FullName;
        try
        {
            var clock = new SimulatedClock();
            var measured = new MeasuredCoordinator();
            var learner = new SimulatedLearner(clock, measured, options);
            using var system = ActorSystem.Create("scale", ConfigurationFactory.ParseString(Settings));
            var directory = new RunDirectory(folder);
            directory.Clear();
            using var journal = new RunJournal(directory, null, new GroupTraces(0));
            var log = new RolloutLog(directory);
            var outcome = new TaskCompletionSource<RunOutcome>();
            var parts = new CoordinatorParts(new Prompts(), Credit(), tokenizer, directory, log, journal, clock, outcome);
            var nobody = new SimulatedRef("metrics", clock, measured, _ => { });
            var children = new CoordinatorChildren(Relay.To(learner.Self), Relay.To(nobody), [], []);
            var coordinator = system.ActorOf(
                Props.Create(() => new RunCoordinator(Options(options), parts, children, null)).WithDispatcher(CallingThread), "run");
            _ = coordinator.Ask<RunStatus>(new AskStatus()).GetAwaiter().GetResult(); // it is there: from now on a message is handled where it is sent
            measured.Attach(coordinator);
            for (var i = 0; i < Math.Max(1, options.Nodes / 10); i++)
                _ = new SimulatedVerifier(i, clock, measured);
            for (var i = 0; i < options.Nodes; i++)
                _ = new SimulatedNode(i, clock, measured, options);
            while (learner.Steps < options.Steps && !outcome.Task.IsCompleted && clock.Next())
            {
            }

            if (outcome.Task.IsFaulted)
                throw outcome.Task.Exception!;
            return new ScaleFigures(learner.Steps * options.GroupsPerStep, measured.Cpu, clock.Now, measured.Messages, measured.BytesIn + measured.BytesOut);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static CreditAssignment Credit() => new(
        GroupScorers.Create(new RewardSpec().Scorer, new SeedSequence(1)), 1, AdvantageNormalization.Centered, OverlongRule.None);

    private static CoordinatorOptions Options(ScaleOptions options) => new()
    {
        Ledger = new LedgerOptions
        {
            GroupSize = options.GroupSize,
            GroupsPerStep = options.GroupsPerStep,
            Capacity = 8 * options.GroupsPerStep,
            Staleness = new StalenessRule(7),
        },
        Pipeline = new PipelineOptions(options.GroupSize, new SamplingParams { MaxTokens = 2 * options.MeanTokens, StopTokenIds = [0] }, options.Nodes, new SeedSequence(1)),
        Steps = int.MaxValue,
        ActiveSampling = true,
        MaxDrawsPerStep = int.MaxValue,
        NoResamplingPassRate = 1,
        ReadyBatches = 0,
        Saves = new SavePlan(int.MaxValue, 0, new Retention(1, 0), new Retention(1, 0), "", ""),
        FailureLimit = 1,
        SlowWait = TimeSpan.FromDays(1),
        CanBeJoined = true,
    };

    private sealed class Prompts : IPromptSource
    {
        private const int Length = 200;

        public int LongestPrompt => Length;

        public IReadOnlyCollection<string> VerifierNames => ["simulated"];

        public Prompt Draw(long index) => new()
        {
            ItemId = $"item-{index}",
            TokenIds = [.. Enumerable.Range(0, Length).Select(i => (int)((index + i) % 50))],
            Text = new string('x', 4 * Length),
            Targets = [new VerifierTarget("simulated", "42")],
            Row = "{}",
        };
    }

    /// <summary>A child of the coordinator that hands everything on to another machine.</summary>
    private sealed class Relay : ReceiveActor
    {
        public Relay(IActorRef to) => ReceiveAny(message => to.Tell(message, Sender));

        public static Props To(IActorRef to) => Props.Create(() => new Relay(to)).WithDispatcher(CallingThread);
    }
}
