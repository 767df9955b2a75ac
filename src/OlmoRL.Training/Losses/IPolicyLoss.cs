namespace OlmoRL.Training.Losses;

/// <summary>A policy-gradient objective, token by token. One class is a loss of your own: see docs/adding-a-loss.md.</summary>
/// <remarks>
/// It says what a token's loss is. What all objectives share is applied around it by <see cref="PolicyObjective"/>: the
/// off-policy weight, the denominator, the KL penalty. Implementations keep no state.
/// </remarks>
public interface IPolicyLoss
{
    /// <summary>The loss of each token.</summary>
    TokenLoss Compute(LossInput input);
}
