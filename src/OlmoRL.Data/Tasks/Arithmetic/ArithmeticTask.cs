using System.Globalization;
using OlmoRL.Rollouts;

namespace OlmoRL.Data.Tasks.Arithmetic;

/// <summary>Arithmetic word problems: the quickstart's task, graded by their answer line.</summary>
public sealed class ArithmeticTask(ArithmeticGenerator generator, ArithmeticCorpus corpus) : IGeneratedTask
{
    /// <inheritdoc/>
    public GeneratedProblem Draw(ProblemSplit split, long index)
    {
        var problem = generator.Draw(split, index);
        return new GeneratedProblem(problem.Signature, problem.Prompt,
            new VerifierTarget("arithmetic", problem.Answer.ToString(CultureInfo.InvariantCulture)),
            ProblemRow.Json(new { problem = problem.Signature, steps = problem.Steps.Count, answer = problem.Answer, prompt = problem.Prompt }));
    }

    /// <inheritdoc/>
    public string Document(long index) => corpus.Document(index);
}
