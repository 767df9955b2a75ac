namespace OlmoRL.Data.Tasks;

/// <summary>The first problems that all differ.</summary>
public static class DistinctProblems
{
    /// <summary>Draws in vain before a task counts as exhausted.</summary>
    private const int Patience = 10_000;

    /// <summary>So many of a task's split, in order.</summary>
    /// <exception cref="InvalidDataException">The task does not have so many.</exception>
    public static IReadOnlyList<GeneratedProblem> Of(IGeneratedTask task, ProblemSplit split, int count) =>
        Of(index => task.Draw(split, index), p => p.Signature, count);

    /// <summary>So many, in order.</summary>
    /// <param name="draw">Problem i.</param>
    /// <param name="signature">Equal for equal problems.</param>
    /// <exception cref="InvalidDataException">There are not so many.</exception>
    internal static IReadOnlyList<T> Of<T>(Func<long, T> draw, Func<T, string> signature, int count)
    {
        var seen = new HashSet<string>();
        var problems = new List<T>(count);
        var vain = 0;
        for (var index = 0L; problems.Count < count; index++)
        {
            var problem = draw(index);
            if (seen.Add(signature(problem)))
            {
                problems.Add(problem);
                vain = 0;
            }
            else if (++vain > Patience)
            {
                throw new InvalidDataException($"data.problems, or problems: {count} are asked for, and this split of the task has about {problems.Count}");
            }
        }

        return problems;
    }
}
