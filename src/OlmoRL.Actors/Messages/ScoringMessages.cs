using MessagePack;
using OlmoRL.Rollouts;

namespace OlmoRL.Actors.Messages;

/// <summary>Verifier worker to coordinator: how many completions it can grade at once, those included that it has.</summary>
[MessagePackObject]
public sealed record RequestScoring([property: Key(0)] int Places);

/// <summary>A node's verifier worker to coordinator, every few seconds: what it has. A request that it should have and has not was lost on its way, or its verdict was.</summary>
/// <param name="SeenRequest">Requests up to this id arrived, or never will.</param>
/// <param name="RequestIds">What it grades.</param>
[MessagePackObject]
public sealed record ScoringHeld([property: Key(0)] long SeenRequest, [property: Key(1)] long[] RequestIds);

/// <summary>Coordinator to a node's verifier worker, in answer: messages keep their order, so what was sent before this has arrived or is lost.</summary>
/// <param name="SentRequest">No request sent so far has a higher id.</param>
[MessagePackObject]
public sealed record ScoringKnown([property: Key(0)] long SentRequest);

/// <summary>What a verifier grades. Texts can be long, so it travels as <see cref="ScorePart"/>s.</summary>
[MessagePackObject]
public sealed record ScoreRequest
{
    /// <summary>The group.</summary>
    [Key(0)]
    public required long GroupId { get; init; }

    /// <summary>The lease.</summary>
    [Key(1)]
    public required int Epoch { get; init; }

    /// <summary>Which sibling.</summary>
    [Key(2)]
    public required int Sibling { get; init; }

    /// <summary>The rendered prompt.</summary>
    [Key(3)]
    public required string Prompt { get; init; }

    /// <summary>What the model wrote.</summary>
    [Key(4)]
    public required string Completion { get; init; }

    /// <summary>What it is graded against.</summary>
    [Key(5)]
    public required VerifierTarget[] Targets { get; init; }

    /// <summary>The dataset row.</summary>
    [Key(6)]
    public required string Row { get; init; }

    /// <summary>Sampled tokens of the completion.</summary>
    [Key(7)]
    public required int TokenCount { get; init; }
}

/// <summary>Coordinator to verifier worker: a slice of a serialised <see cref="ScoreRequest"/>.</summary>
[MessagePackObject]
public sealed record ScorePart([property: Key(0)] long RequestId, [property: Key(1)] PayloadPart Part);

/// <summary>Verifier worker to coordinator: the verdict.</summary>
[MessagePackObject]
public sealed record CompletionScored
{
    /// <summary>Longest <see cref="Reason"/>, characters.</summary>
    public const int MaxReasonLength = 500;

    /// <summary>The group.</summary>
    [Key(0)]
    public required long GroupId { get; init; }

    /// <summary>The lease.</summary>
    [Key(1)]
    public required int Epoch { get; init; }

    /// <summary>Which sibling.</summary>
    [Key(2)]
    public required int Sibling { get; init; }

    /// <summary>Weighted score; null when verification failed.</summary>
    [Key(3)]
    public required double? Reward { get; init; }

    /// <summary>Whether every target was met in full.</summary>
    [Key(4)]
    public required bool Solved { get; init; }

    /// <summary>Why not, or why it failed.</summary>
    [Key(5)]
    public required string Reason { get; init; }

    /// <summary>Every verifier that was asked, with its time.</summary>
    [Key(6)]
    public required VerificationReport[] Verifications { get; init; }

    /// <summary>A completion that could not be graded at all.</summary>
    public static CompletionScored Failed(ScoreRequest request, string reason) => new()
    {
        GroupId = request.GroupId,
        Epoch = request.Epoch,
        Sibling = request.Sibling,
        Reward = null,
        Solved = false,
        Reason = reason,
        Verifications = [],
    };
}

/// <summary>How one verifier did on one completion; no score when it failed.</summary>
[MessagePackObject]
public sealed record VerificationReport(
    [property: Key(0)] string Verifier, [property: Key(1)] double Seconds, [property: Key(2)] double? Score);
