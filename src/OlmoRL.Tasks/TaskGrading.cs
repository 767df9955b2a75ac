using System.Globalization;
using System.Text.Json;
using OlmoRL.Data.Templates;
using OlmoRL.Recipes;
using OlmoRL.Rewards;
using OlmoRL.Rollouts;
using OlmoRL.Verification;
using OlmoRL.Verification.Instructions;
using OlmoRL.Verification.Verifiers;

namespace OlmoRL.Tasks;

/// <summary>Grades predictions, several at once.</summary>
/// <param name="task">Says how.</param>
/// <param name="registry">The task's verifiers; owned by the caller.</param>
public sealed class TaskGrading(EvaluationTask task, VerifierRegistry registry)
{
    private const string ThinkingEnd = "</think>";

    private readonly TargetGrader _grader = new(registry, RewardComposition.Of(task.Recipe.Reward), task.Recipe.Reward.TimeLimit, TimeProvider.System);
    private readonly RowTemplate _graded = TaskProblems.Parse(task, "graded", task.Recipe.Graded);

    /// <summary>The same predictions with their verdicts.</summary>
    /// <param name="progress">Told how many are graded.</param>
    public async Task<IReadOnlyList<Prediction>> GradeAsync(
        IReadOnlyList<TaskProblem> problems, IReadOnlyList<Prediction> predictions, IProgress<int> progress, CancellationToken stop)
    {
        var byItem = problems.ToDictionary(p => p.Item, StringComparer.Ordinal);
        var graded = new Prediction[predictions.Count];
        var done = 0;
        await Parallel.ForAsync(0, graded.Length, stop, async (i, token) =>
        {
            graded[i] = await GradeAsync(byItem[predictions[i].Item], predictions[i], token).ConfigureAwait(false);
            progress.Report(Interlocked.Increment(ref done));
        }).ConfigureAwait(false);
        return graded;
    }

    private async Task<Prediction> GradeAsync(TaskProblem problem, Prediction prediction, CancellationToken stop)
    {
        if (task.Recipe.Method == TaskMethod.Likelihood)
        {
            var right = problem.Choices[int.Parse(problem.Truth, CultureInfo.InvariantCulture)] == prediction.Completion;
            return prediction with { Score = right ? 1 : 0, Solved = right, Reason = right ? "" : "another choice is more likely" };
        }

        var text = Graded(problem, prediction.Completion);
        var request = new VerificationRequest
        {
            Prompt = problem.Prompt,
            Completion = text,
            GroundTruth = problem.Truth,
            Row = problem.Row,
            TokenCount = prediction.CompletionTokens > 0 ? prediction.CompletionTokens : null,
        };
        VerifierTarget[] targets = [new(task.Recipe.Reward.Verifier, problem.Truth, 1)];
        var grade = await _grader.GradeAsync(request, targets, stop).ConfigureAwait(false);
        if (grade.Reward is null)
            grade = await _grader.GradeAsync(request, targets, stop).ConfigureAwait(false);
        var verdicts = task.Recipe.Instructions ? InstructionVerdicts.Of(InstructionTarget.Read(problem.Truth, problem.Row), FinalText.AfterThinking(text)) : null;
        return prediction with { Score = grade.Reward, Solved = grade.Solved, Reason = grade.Reason, Strict = verdicts?.Strict, Loose = verdicts?.Loose };
    }

    /// <summary>What follows the thinking, with its leading space: a continued program needs its indentation.</summary>
    private string Graded(TaskProblem problem, string completion)
    {
        var end = completion.LastIndexOf(ThinkingEnd, StringComparison.Ordinal);
        using var row = JsonDocument.Parse(problem.Row);
        return _graded.Render(new Dictionary<string, JsonElement>
        {
            ["row"] = row.RootElement,
            ["completion"] = JsonSerializer.SerializeToElement(end < 0 ? completion : completion[(end + ThinkingEnd.Length)..]),
        });
    }
}
