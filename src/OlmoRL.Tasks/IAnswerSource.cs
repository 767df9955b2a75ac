namespace OlmoRL.Tasks;

/// <summary>Where answers to a task's problems come from.</summary>
public interface IAnswerSource
{
    /// <summary>Ungraded predictions, in order of problems, then seeds, then samples.</summary>
    /// <param name="progress">Told how many answers there are.</param>
    /// <param name="stop">Ends early.</param>
    Task<IReadOnlyList<Prediction>> AnswerAsync(
        EvaluationTask task, IReadOnlyList<TaskProblem> problems, IReadOnlyList<int> seeds, IProgress<int> progress, CancellationToken stop);
}
