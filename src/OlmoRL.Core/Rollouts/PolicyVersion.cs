using MessagePack;

namespace OlmoRL.Rollouts;

/// <summary>Which optimizer step the weights come from: 0 is the start checkpoint, v the weights after step v.</summary>
[MessagePackObject]
public readonly record struct PolicyVersion([property: Key(0)] int Step) : IComparable<PolicyVersion>
{
    /// <summary>The weights a run starts from.</summary>
    public static PolicyVersion Start => default;

    /// <summary>The version that the next optimizer step makes.</summary>
    public PolicyVersion Next() => new(Step + 1);

    /// <summary>Optimizer steps between the version that sampled a token and this one, which trains on it.</summary>
    public int StalenessOf(PolicyVersion sampledBy) => Step - sampledBy.Step;

    /// <inheritdoc/>
    public int CompareTo(PolicyVersion other) => Step.CompareTo(other.Step);

    /// <summary>Older than.</summary>
    public static bool operator <(PolicyVersion left, PolicyVersion right) => left.Step < right.Step;

    /// <summary>Newer than.</summary>
    public static bool operator >(PolicyVersion left, PolicyVersion right) => left.Step > right.Step;

    /// <summary>Not newer than.</summary>
    public static bool operator <=(PolicyVersion left, PolicyVersion right) => left.Step <= right.Step;

    /// <summary>Not older than.</summary>
    public static bool operator >=(PolicyVersion left, PolicyVersion right) => left.Step >= right.Step;

    /// <inheritdoc/>
    public override string ToString() => $"v{Step}";
}
