using OlmoRL.Training.Losses;
using static TorchSharp.torch;

namespace OlmoRL.Actors.Tests.Fakes;

/// <summary>A user's loss that is never a number.</summary>
public sealed class BrokenLoss : IPolicyLoss
{
    public TokenLoss Compute(LossInput input) =>
        new(input.LogProbs * double.NaN, ones_like(input.Advantages), zeros_like(input.Advantages, ScalarType.Bool));
}
