using System.Diagnostics;
using OlmoRL.Recipes;
using OlmoRL.Rewards;
using OlmoRL.Runs;
using OlmoRL.Verification.Verifiers;

namespace OlmoRL.Verification.Controls;

/// <summary>Makes the scorer that a recipe asks for.</summary>
public static class GroupScorers
{
    /// <summary>The verified reward, or a control.</summary>
    /// <param name="spec">Which.</param>
    /// <param name="seeds">Of the run.</param>
    public static IGroupScorer Create(ScorerSpec spec, SeedSequence seeds) => spec.Type switch
    {
        ScorerType.Verified => new VerifiedRewardScorer(),
        ScorerType.Random => new RandomRewardScorer(seeds, spec.Rate),
        ScorerType.Constant => new ConstantRewardScorer(),
        ScorerType.Inverted => new InvertedRewardScorer(),
        ScorerType.Format => new FormatOnlyScorer(ReadNumber),
        ScorerType.Majority => new MajorityVoteScorer(ReadNumber),
        ScorerType.Incorrect => new IncorrectAnswerScorer(ReadNumber),
        _ => throw new UnreachableException(),
    };

    private static string? ReadNumber(string completion) =>
        AnswerLine.Extract(completion) is { } answer && RationalNumber.TryParse(answer, out var number) ? number.ToString() : null;
}
