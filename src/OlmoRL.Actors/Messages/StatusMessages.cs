using MessagePack;
using OlmoRL.Rollouts;

namespace OlmoRL.Actors.Messages;

/// <summary>Anyone to coordinator: how does the run stand? To the gate: who would take it over?</summary>
[MessagePackObject]
public sealed record AskStatus;

/// <summary>Coordinator: how the run stands.</summary>
[MessagePackObject]
public sealed record RunStatus
{
    /// <summary>The newest weights: optimizer steps taken.</summary>
    [Key(0)]
    public required PolicyVersion Version { get; init; }

    /// <summary>Steps of the run.</summary>
    [Key(1)]
    public required int Steps { get; init; }

    /// <summary>Seconds since the last step ended.</summary>
    [Key(2)]
    public required double StepSeconds { get; init; }

    /// <summary>Whether the learner computes or writes.</summary>
    [Key(3)]
    public required bool LearnerBusy { get; init; }

    /// <summary>Whether generation waits for the learner.</summary>
    [Key(4)]
    public required bool GenerationHeld { get; init; }

    /// <summary>Groups that are neither trained nor filtered.</summary>
    [Key(5)]
    public required int LiveGroups { get; init; }

    /// <summary>Of those, ready to train.</summary>
    [Key(6)]
    public required int ReadyGroups { get; init; }

    /// <summary>Completions that nobody grades yet.</summary>
    [Key(7)]
    public required int WaitingCompletions { get; init; }

    /// <summary>The inference workers.</summary>
    [Key(8)]
    public required WorkerStatus[] Workers { get; init; }

    /// <summary>The verifier workers.</summary>
    [Key(9)]
    public required VerifierStatus[] Verifiers { get; init; }

    /// <summary>The process that trains; empty for the run's own.</summary>
    [Key(10)]
    public required string LearnerAddress { get; init; }
}

/// <summary>An inference worker, as the coordinator knows it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Address">Its process; empty for the run's own.</param>
/// <param name="Version">The weights it samples with.</param>
/// <param name="WantedGroups">Groups it would take now.</param>
[MessagePackObject]
public sealed record WorkerStatus(
    [property: Key(0)] string Name, [property: Key(1)] string Address, [property: Key(2)] PolicyVersion Version, [property: Key(3)] int WantedGroups);

/// <summary>A verifier worker, as the coordinator knows it.</summary>
/// <param name="Address">Its process and name; the name alone for the run's own.</param>
/// <param name="FreePlaces">Completions it would take now.</param>
/// <param name="Grading">Completions it has.</param>
[MessagePackObject]
public sealed record VerifierStatus([property: Key(0)] string Address, [property: Key(1)] int FreePlaces, [property: Key(2)] int Grading);
