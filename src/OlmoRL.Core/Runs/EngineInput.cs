using MessagePack;

namespace OlmoRL.Runs;

/// <summary>What an engine was given.</summary>
public enum EngineInputKind
{
    /// <summary>Sequences of a group.</summary>
    Add,

    /// <summary>A group to forget.</summary>
    Cancel,

    /// <summary>Other weights.</summary>
    Weights,

    /// <summary>To admit nothing until the next weights.</summary>
    Hold,
}

/// <summary>An input of an inference engine, stamped with the engine steps that went before it.</summary>
/// <remarks>The engine is a deterministic state machine: equal stamped inputs give equal tokens and log-probs.</remarks>
/// <param name="At">Engine steps before it.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Id">The group, or the version of the weights; of a hold, the version in use.</param>
[MessagePackObject]
public readonly record struct EngineInput(
    [property: Key(0)] long At, [property: Key(1)] EngineInputKind Kind, [property: Key(2)] long Id);
