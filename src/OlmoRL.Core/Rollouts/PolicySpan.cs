using MessagePack;

namespace OlmoRL.Rollouts;

/// <summary>A run of tokens sampled by one policy version: tokens [Start, Start + Count) of its segment.</summary>
[MessagePackObject]
public readonly record struct PolicySpan(
    [property: Key(0)] int Start,
    [property: Key(1)] int Count,
    [property: Key(2)] PolicyVersion Version);
