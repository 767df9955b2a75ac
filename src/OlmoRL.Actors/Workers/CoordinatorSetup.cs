using Akka.Actor;
using OlmoRL.Actors.Rollouts;
using OlmoRL.Advantages;
using OlmoRL.Flow;
using OlmoRL.Rollouts;
using OlmoRL.Runs;

namespace OlmoRL.Actors.Workers;

/// <summary>How a run ended.</summary>
/// <param name="Steps">Steps taken in all.</param>
/// <param name="Completed">False when it was stopped on request before its last step.</param>
public sealed record RunOutcome(int Steps, bool Completed);

/// <summary>What the coordinator needs to know of a recipe.</summary>
internal sealed record CoordinatorOptions
{
    public required LedgerOptions Ledger { get; init; }

    public required PipelineOptions Pipeline { get; init; }

    public required int Steps { get; init; }

    public required bool ActiveSampling { get; init; }

    public required double MaxDrawsPerStep { get; init; }

    public required double NoResamplingPassRate { get; init; }

    public required int ReadyBatches { get; init; }

    public required SavePlan Saves { get; init; }

    public required double FailureLimit { get; init; }

    /// <summary>Waits that last as long are said.</summary>
    public required TimeSpan SlowWait { get; init; }

    /// <summary>How long a node's learner may take to answer before it is asked again.</summary>
    public TimeSpan RepeatEvery { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Nodes may join, so that a run without an inference worker waits for one.</summary>
    public bool CanBeJoined { get; init; }
}

/// <summary>When a run saves what, and for how long.</summary>
/// <param name="SnapshotEvery">Steps between snapshots.</param>
/// <param name="CheckpointEvery">Steps between checkpoints; 0 for the last only.</param>
/// <param name="Snapshots">Which snapshots stay.</param>
/// <param name="Checkpoints">Which checkpoints stay.</param>
/// <param name="RecipeDigest">Goes into snapshots.</param>
/// <param name="ModelDigest">Goes into snapshots.</param>
internal sealed record SavePlan(
    int SnapshotEvery, int CheckpointEvery, Retention Snapshots, Retention Checkpoints, string RecipeDigest, string ModelDigest);

/// <summary>The coordinator's collaborators.</summary>
internal sealed record CoordinatorParts(
    IPromptSource Prompts, CreditAssignment Credit, Data.Tokenization.ITokenizer Tokenizer, RunDirectory Directory,
    RolloutLog Log, RunJournal? Journal, TimeProvider Time, TaskCompletionSource<RunOutcome> Outcome);

/// <summary>The learner's node is lost: the run can go on from its newest snapshot with another.</summary>
internal sealed class LearnerLostException(string learner) : Exception($"the learner {learner} is lost");

/// <summary>The actors the coordinator starts as its children, given itself.</summary>
/// <param name="Learner">Null where a node trains.</param>
/// <param name="LearnerNode">The learner of a node, in the place of a child.</param>
internal sealed record CoordinatorChildren(
    Props? Learner, Props Metrics, IReadOnlyList<Func<IActorRef, Props>> Workers, IReadOnlyList<Func<IActorRef, Props>> Verifiers,
    Func<ReplayScript, IActorRef, Props>? Replay = null, IActorRef? LearnerNode = null);
