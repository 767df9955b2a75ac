using static TorchSharp.torch;

namespace OlmoRL.Training.Losses;

/// <summary>What a loss sees of some trained tokens: flat arrays of one length, whole responses, no padding.</summary>
/// <remarks>
/// All are fp32 and only <see cref="LogProbs"/> carries a gradient. A response lies in one micro-batch as a whole, however
/// rows were packed, so that what is computed per response never mixes two of them.
/// </remarks>
public sealed record LossInput
{
    /// <summary>Under the current weights, [trained].</summary>
    public required Tensor LogProbs { get; init; }

    /// <summary>Under the weights the step began with, [trained].</summary>
    public required Tensor OldLogProbs { get; init; }

    /// <summary>As sampled, [trained].</summary>
    public required Tensor EngineLogProbs { get; init; }

    /// <summary>Under the reference policy, [trained]; null without one.</summary>
    public Tensor? ReferenceLogProbs { get; init; }

    /// <summary>[trained]</summary>
    public required Tensor Advantages { get; init; }

    /// <summary>Which token is of which response.</summary>
    public required ResponseIndex Responses { get; init; }

    /// <summary>Weight of each token in the sum: the denominator is in it, [trained].</summary>
    public required Tensor Shares { get; init; }
}
