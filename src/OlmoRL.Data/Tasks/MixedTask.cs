namespace OlmoRL.Data.Tasks;

/// <summary>Several tasks in turn: problem and document i are those of task i modulo their number.</summary>
public sealed class MixedTask(IReadOnlyList<IGeneratedTask> tasks) : IGeneratedTask
{
    /// <inheritdoc/>
    public GeneratedProblem Draw(ProblemSplit split, long index) => Of(index).Draw(split, index / tasks.Count);

    /// <inheritdoc/>
    public string Document(long index) => Of(index).Document(index / tasks.Count);

    private IGeneratedTask Of(long index) => tasks[(int)(index % tasks.Count)];
}
