using OlmoRL.Recipes;
using OlmoRL.Rollouts;

namespace OlmoRL.Flows.Pairs;

/// <summary>Picks the chosen and the rejected completion of a prompt.</summary>
/// <remarks>
/// Only the chosen one is filtered: it must have been verified. That the rejected one is as it came keeps the difference
/// in quality that delta learning lives on (Olmo 3 report, section 4.3). Completions that were cut off are no candidates
/// on either side, for training ends both with the end token.
/// </remarks>
/// <param name="selection">From whom.</param>
/// <param name="minChosenReward">Least reward of the chosen one; 0 asks that every verifier was met in full.</param>
/// <param name="maxLengthDifference">Tokens; 0 is any number.</param>
public sealed class PairSelector(PairSelection selection, double minChosenReward, int maxLengthDifference)
{
    /// <summary>The pair of one prompt.</summary>
    /// <param name="strong">Samples of the strong model.</param>
    /// <param name="weak">Samples of the weak model, or null for supervised rows.</param>
    public PairChoice Choose(IEnumerable<Rollout> strong, IEnumerable<Rollout>? weak)
    {
        PairCandidate[] ofStrong = [.. Candidates("strong", strong)];
        PairCandidate[] ofWeak = [.. Candidates("weak", weak ?? [])];
        PairCandidate[] all = [.. ofStrong, .. ofWeak];
        var (mayBeChosen, mayBeRejected) = selection == PairSelection.Delta ? (ofStrong, ofWeak) : (all, all);
        var chosen = mayBeChosen.Where(MayBeChosen).MaxBy(c => c.Reward);
        if (chosen is null)
            return new PairChoice(PairFate.NoneCorrect, null, null);
        if (weak is null)
            return new PairChoice(PairFate.Kept, chosen, null);
        if (mayBeRejected.MinBy(c => c.Reward) is not { } rejected)
            return new PairChoice(PairFate.NoneRejected, chosen, null);
        return new PairChoice(FateOf(chosen, rejected), chosen, rejected);
    }

    private bool MayBeChosen(PairCandidate candidate) => minChosenReward > 0 ? candidate.Reward >= minChosenReward : candidate.Correct;

    private PairFate FateOf(PairCandidate chosen, PairCandidate rejected)
    {
        if (chosen.Text == rejected.Text)
            return PairFate.SameText;
        return maxLengthDifference > 0 && Math.Abs(chosen.Tokens - rejected.Tokens) > maxLengthDifference
            ? PairFate.LengthsDiffer
            : PairFate.Kept;
    }

    // Of equals MaxBy and MinBy take the first: samples are independent, so that is as good as a draw, and repeatable.
    private static IEnumerable<PairCandidate> Candidates(string model, IEnumerable<Rollout> rollouts) => rollouts
        .Where(r => r.Reward is not null && r.Completion.FinishReason == FinishReason.Stop)
        .OrderBy(r => r.Sibling)
        .Select(r => new PairCandidate(model, r.Sibling, r.Reward!.Value, r.Solved, r.Completion.TokenCount, r.Completion.Text));
}
