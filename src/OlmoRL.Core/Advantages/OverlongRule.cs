using System.Diagnostics;
using OlmoRL.Rollouts;

namespace OlmoRL.Advantages;

/// <summary>What is done about completions that ran into their token limit.</summary>
public enum OverlongHandling
{
    /// <summary>Nothing: they are graded as they stand (Olmo 3).</summary>
    None,

    /// <summary>They give no gradient, but they count in their group's mean and deviation, which are taken first.</summary>
    Mask,

    /// <summary>The reward falls on a line over the last tokens before the limit, from 0 to -1 (DAPO, equation 13).</summary>
    Penalty,
}

/// <summary>The rule of a run.</summary>
/// <param name="Handling">What is done.</param>
/// <param name="MaxTokens">The limit of a completion.</param>
/// <param name="BufferTokens">Under <see cref="OverlongHandling.Penalty"/>: tokens before the limit over which the reward falls.</param>
public sealed record OverlongRule(OverlongHandling Handling, int MaxTokens, int BufferTokens)
{
    /// <summary>Completions are graded as they stand.</summary>
    public static OverlongRule None { get; } = new(OverlongHandling.None, int.MaxValue, 1);

    /// <summary>Whether a completion gives no gradient.</summary>
    public bool IsMasked(Completion completion) =>
        Handling == OverlongHandling.Mask && completion.FinishReason == FinishReason.Length;

    /// <summary>What is added to a completion's score before scaling: 0 to -1.</summary>
    public double Penalty(Completion completion) => Handling switch
    {
        OverlongHandling.None or OverlongHandling.Mask => 0,
        OverlongHandling.Penalty =>
            -Math.Clamp((completion.TokenCount - (MaxTokens - BufferTokens)) / (double)BufferTokens, 0, 1),
        _ => throw new UnreachableException(),
    };
}
