namespace OlmoRL.Data.Tasks;

/// <summary>The first problems of a split that all differ.</summary>
public static class DistinctProblems
{
    /// <summary>Draws in vain before a task counts as exhausted.</summary>
    private const int Patience = 10_000;

    /// <summary>So many, in order.</summary>
    /// <exception cref="InvalidDataException">The task does not have so many.</exception>
    public static IReadOnlyList<GeneratedProblem> Of(IGeneratedTask task, ProblemSplit split, int count)
    {
        var seen = new HashSet<string>();
        var problems = new List<GeneratedProblem>(count);
        for (var (index, vain) = (0L, 0); problems.Count < count; index++)
        {
            var problem = task.Draw(split, index);
            if (seen.Add(problem.Signature))
                (_, vain) = (0, 0);
            else if (++vain > Patience)
                throw new InvalidDataException($"data.problems, or problems: {count} are asked for, the task has {problems.Count} in its {split} split");
            else
                continue;
            problems.Add(problem);
        }

        return problems;
    }
}
