using OlmoRL.Recipes;

namespace OlmoRL.Cli.Bench;

/// <summary>A rung: one switch more than the one below, in the same program.</summary>
/// <param name="Name">As tables show it.</param>
/// <param name="Batching">How sequences come and go.</param>
/// <param name="FeedInterval">How often the worker looks for work.</param>
/// <param name="WeightUpdates">When the engine takes new weights.</param>
internal sealed record LadderRung(string Name, BatchingKind Batching, TimeSpan FeedInterval, WeightUpdates WeightUpdates)
{
    /// <summary>The reference polls once a second where a step takes 1,000 seconds; here steps take less than one.</summary>
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    /// <summary>From the bottom to the top.</summary>
    public static IReadOnlyList<LadderRung> All { get; } =
    [
        new("static, padded", BatchingKind.StaticPadded, Poll, WeightUpdates.Drained),
        new("static, compacted", BatchingKind.StaticCompacted, Poll, WeightUpdates.Drained),
        new("continuous", BatchingKind.Continuous, Poll, WeightUpdates.Drained),
        new("event-driven feeding", BatchingKind.Continuous, TimeSpan.Zero, WeightUpdates.Drained),
        new("in-flight updates", BatchingKind.Continuous, TimeSpan.Zero, WeightUpdates.InFlight),
    ];

    /// <summary>The rung as recipe values.</summary>
    public EngineSpec Apply(EngineSpec engine) =>
        engine with { Batching = Batching, FeedInterval = FeedInterval, WeightUpdates = WeightUpdates };
}
