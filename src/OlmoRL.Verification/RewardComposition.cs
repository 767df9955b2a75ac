using OlmoRL.Recipes;
using OlmoRL.Rollouts;

namespace OlmoRL.Verification;

/// <summary>How a recipe puts a reward together: its gates first, then the row's targets, then its other terms; clipped.</summary>
/// <param name="terms">Besides the row's targets.</param>
/// <param name="minimum">The sum is at least this.</param>
/// <param name="maximum">The sum is at most this.</param>
public sealed class RewardComposition(IReadOnlyList<RewardTerm> terms, double? minimum, double? maximum)
{
    /// <summary>The row's targets alone.</summary>
    public static RewardComposition None { get; } = new([], null, null);

    /// <summary>What is asked before anything else.</summary>
    public IReadOnlyList<VerifierTarget> Gates { get; } = [.. terms.Where(t => t.Gate).Select(Target)];

    /// <summary>What is added without bearing on whether the row is solved.</summary>
    public IReadOnlyList<VerifierTarget> Additions { get; } = [.. terms.Where(t => !t.Gate).Select(Target)];

    /// <summary>The composition of a recipe.</summary>
    public static RewardComposition Of(RewardSpec spec) => new(spec.Term, spec.Minimum, spec.Maximum);

    /// <summary>A weighted sum within the recipe's limits.</summary>
    public double Clip(double reward) =>
        Math.Min(Math.Max(reward, minimum ?? double.NegativeInfinity), maximum ?? double.PositiveInfinity);

    private static VerifierTarget Target(RewardTerm term) => new(term.Verifier, term.GroundTruth, term.Weight);
}
