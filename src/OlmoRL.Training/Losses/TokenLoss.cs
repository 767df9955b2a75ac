using static TorchSharp.torch;

namespace OlmoRL.Training.Losses;

/// <summary>The loss of each token, before importance weight and share, and what happened on the way.</summary>
/// <param name="Losses">With gradient, [trained].</param>
/// <param name="Ratio">Current over old probability that the loss acted on, without gradient, [trained].</param>
/// <param name="Clipped">Tokens that a cut keeps from moving further, bool, [trained].</param>
public sealed record TokenLoss(Tensor Losses, Tensor Ratio, Tensor Clipped);
