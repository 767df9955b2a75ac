using OlmoRL.Recipes;

namespace OlmoRL.Tasks;

/// <summary>The data set's own answers: what a task's grading must accept.</summary>
public sealed class GoldAnswers : IAnswerSource
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<Prediction>> AnswerAsync(
        EvaluationTask task, IReadOnlyList<TaskProblem> problems, IReadOnlyList<int> seeds, IProgress<int> progress, CancellationToken stop)
    {
        if (task.Recipe is { Method: TaskMethod.Generation, Gold.Length: 0 })
            throw new RecipeException(task.File, "gold", "the task has no gold answers", "a template of a completion known to be right; or --answers FILE");
        IReadOnlyList<Prediction> predictions = [.. problems.SelectMany(problem => seeds.Select(seed => Answer(task.Recipe, problem, seed)))];
        progress.Report(predictions.Count);
        return Task.FromResult(predictions);
    }

    private static Prediction Answer(TaskRecipe recipe, TaskProblem problem, int seed)
    {
        if (recipe.Method == TaskMethod.Generation)
            return new Prediction { Item = problem.Item, Seed = seed, Completion = problem.Gold };
        var right = int.Parse(problem.Truth, System.Globalization.CultureInfo.InvariantCulture);
        return new Prediction { Item = problem.Item, Seed = seed, Completion = problem.Choices[right] };
    }
}
