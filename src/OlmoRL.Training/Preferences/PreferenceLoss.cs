using OlmoRL.Recipes;
using static TorchSharp.torch;

namespace OlmoRL.Training.Preferences;

/// <summary>What a preference loss gives for each pair, [pairs]; rewards carry no gradient.</summary>
/// <param name="Loss">With gradient.</param>
/// <param name="ChosenReward">beta times the log-ratio to the reference; without one, beta times the log-prob.</param>
/// <param name="RejectedReward">The same of the rejected answer.</param>
public sealed record PreferenceLossResult(Tensor Loss, Tensor ChosenReward, Tensor RejectedReward);

/// <summary>The preference losses over log-probs of whole answers.</summary>
/// <remarks>
/// dpo: arXiv 2305.18290, equation 7; dpo_norm: the same on means per token; simpo: arXiv 2405.14734, equation 6; wpo:
/// arXiv 2406.11827, equation 3, whose weight is a constant and applies to the pair once. The reference code multiplies
/// a summed log-prob by a token mask there, which is not the paper's.
/// </remarks>
public static class PreferenceLoss
{
    /// <summary>The loss of each pair.</summary>
    /// <param name="options">Which loss.</param>
    /// <param name="policy">Under the current weights, with gradient.</param>
    /// <param name="reference">Under the reference, or null where <see cref="PreferenceLossOptions.NeedsReference"/> is false.</param>
    public static PreferenceLossResult Compute(PreferenceLossOptions options, PairLogProbs policy, PairLogProbs? reference)
    {
        var (chosen, rejected) = policy.Reduce(options.IsAveraged);
        if (options.NeedsReference)
        {
            ArgumentNullException.ThrowIfNull(reference);
            var (referenceChosen, referenceRejected) = reference.Reduce(options.IsAveraged);
            (chosen, rejected) = (chosen - referenceChosen, rejected - referenceRejected);
        }

        var margin = options.Type == PreferenceLossType.Simpo ? options.MarginOverBeta : 0;
        var logit = options.Beta * (chosen - rejected - margin);
        var loss = -(1 - options.LabelSmoothing) * nn.functional.logsigmoid(logit)
            - options.LabelSmoothing * nn.functional.logsigmoid(-logit);
        if (options.Type == PreferenceLossType.Wpo)
            loss *= PairWeight(policy);
        return new PreferenceLossResult(loss, options.Beta * chosen.detach(), options.Beta * rejected.detach());
    }

    /// <summary>How likely the policy finds both answers, per token, at most 1; a constant.</summary>
    private static Tensor PairWeight(PairLogProbs policy)
    {
        var (chosen, rejected) = policy.Reduce(averaged: true);
        return (chosen + rejected).detach().exp().clamp(max: 1);
    }
}
