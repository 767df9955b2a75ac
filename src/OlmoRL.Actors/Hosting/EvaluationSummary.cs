using OlmoRL.Evaluation;
using OlmoRL.Recipes;
using OlmoRL.Rollouts;
using OlmoRL.Verification.Verifiers;

namespace OlmoRL.Actors.Hosting;

/// <summary>Counts what an evaluation sampled.</summary>
public static class EvaluationSummary
{
    /// <summary>The report of one checkpoint.</summary>
    /// <param name="recipe">What was measured.</param>
    /// <param name="sampled">A group per problem.</param>
    /// <param name="greedy">A group of one completion per problem, in the same order.</param>
    public static EvaluationReport Of(
        EvaluateRecipe recipe, IReadOnlyList<RolloutGroup> sampled, IReadOnlyList<RolloutGroup> greedy) => new()
        {
            Checkpoint = recipe.Checkpoint,
            Split = recipe.Development ? "development" : "test",
            Temperature = recipe.Temperature,
            SampledTokens = sampled.Concat(greedy).SelectMany(g => g.Rollouts).Sum(r => (long)r.Completion.TokenCount),
            Problems =
            [
                .. sampled.Zip(greedy, (group, single) => new ProblemResult(
                    group.Prompt.ItemId,
                    group.Rollouts.Length,
                    group.Rollouts.Count(r => r.Solved),
                    group.Rollouts.Count(r => HasReadableAnswer(r.Completion.Text)),
                    single.Rollouts[0].Solved)),
            ],
        };

    private static bool HasReadableAnswer(string completion) =>
        AnswerLine.Extract(completion) is { } answer && RationalNumber.TryParse(answer, out _);
}
