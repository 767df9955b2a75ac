using MessagePack;

namespace OlmoRL.Rollouts;

/// <summary>A completion with what it earned.</summary>
[MessagePackObject]
public sealed record Rollout
{
    /// <summary>Position among the siblings of its prompt, from 0.</summary>
    [Key(0)]
    public required int Sibling { get; init; }

    /// <summary>What was sampled.</summary>
    [Key(1)]
    public required Completion Completion { get; init; }

    /// <summary>Weighted score before scaling; null when verification failed, which is never a 0.</summary>
    [Key(2)]
    public required double? Reward { get; init; }

    /// <summary>The share of targets it met in full is 1, i.e. every verifier said Correct.</summary>
    [Key(3)]
    public required bool Solved { get; init; }

    /// <summary>Why verifiers said no, or failed; empty when solved.</summary>
    [Key(4)]
    public string Reason { get; init; } = "";

    /// <summary>Scaled reward minus the group's baseline; 0 until credit is assigned, and for failed verifications.</summary>
    [Key(5)]
    public double Advantage { get; init; }

    /// <summary>What credit was computed from, before scaling: the verified reward unless a control replaces it.</summary>
    [Key(6)]
    public double? AssignedReward { get; init; }
}

/// <summary>The siblings sampled from one prompt: the unit of admission, credit and training.</summary>
[MessagePackObject]
public sealed record RolloutGroup
{
    /// <summary>Order of admission within the run, from 0; also the index into the run's seeded prompt order.</summary>
    [Key(0)]
    public required long Id { get; init; }

    /// <summary>What the siblings continue.</summary>
    [Key(1)]
    public required Prompt Prompt { get; init; }

    /// <summary>Ordered by sibling.</summary>
    [Key(2)]
    public required Rollout[] Rollouts { get; init; }
}
