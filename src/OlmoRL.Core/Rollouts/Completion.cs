using MessagePack;

namespace OlmoRL.Rollouts;

/// <summary>Why a sequence ended.</summary>
public enum FinishReason
{
    /// <summary>It sampled a stop token.</summary>
    Stop,

    /// <summary>It reached its token limit.</summary>
    Length,

    /// <summary>It was taken back before its end.</summary>
    Cancelled,
}

/// <summary>What the policy (and its tools) wrote after a prompt.</summary>
[MessagePackObject]
public sealed record Completion
{
    /// <summary>In order of the text.</summary>
    [Key(0)]
    public required CompletionSegment[] Segments { get; init; }

    /// <summary>Why it ended.</summary>
    [Key(1)]
    public required FinishReason FinishReason { get; init; }

    /// <summary>The decoded text without special tokens.</summary>
    [Key(2)]
    public required string Text { get; init; }

    /// <summary>Tokens over all segments.</summary>
    [IgnoreMember]
    public int TokenCount => Segments.Sum(s => s.TokenIds.Length);

    /// <summary>Distinct policy versions that sampled it, oldest first.</summary>
    [IgnoreMember]
    public IReadOnlyList<PolicyVersion> Versions =>
        [.. Segments.SelectMany(s => s.Spans).Select(s => s.Version).Distinct().Order()];
}
