using OlmoRL.Training.Losses;
using static TorchSharp.torch;

namespace OlmoRL.Training.Tests.Fakes;

/// <summary>A user's loss: plain policy gradient.</summary>
public sealed class ReinforceLoss : IPolicyLoss
{
    public TokenLoss Compute(LossInput input) =>
        new(-input.Advantages * input.LogProbs, ones_like(input.Advantages), zeros_like(input.Advantages, ScalarType.Bool));
}

/// <summary>A user's loss that takes the recipe's cuts.</summary>
public sealed class CutLoss(ClipOptions clip) : IPolicyLoss
{
    public double High => clip.High;

    public TokenLoss Compute(LossInput input) => new ReinforceLoss().Compute(input);
}
