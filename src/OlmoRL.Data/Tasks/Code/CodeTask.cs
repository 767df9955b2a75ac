using OlmoRL.Rollouts;
using OlmoRL.Runs;

namespace OlmoRL.Data.Tasks.Code;

/// <summary>Tiny Python functions, described in words and graded by running them on three arguments in the sandbox.</summary>
/// <remarks>
/// The corpus answers with the function in three documents of ten; the others talk about it, or give one that is wrong:
/// a base model knows how to write it and mostly does not.
/// </remarks>
public sealed class CodeTask(SeedSequence seeds) : IGeneratedTask
{
    private static readonly int[] Arguments = [1, 4, 10];

    /// <inheritdoc/>
    public GeneratedProblem Draw(ProblemSplit split, long index)
    {
        var function = Function(split, index);
        var results = string.Join(", ", Arguments.Select(a => function.Apply(a)));
        // One test that returns all results costs one process and is compared outside of it.
        var test = $"assert [{string.Join(", ", Arguments.Select(a => $"f({a})"))}] == [{results}]";
        return new GeneratedProblem(function.Signature, function.Prompt, new VerifierTarget("code", ProblemRow.Json(new[] { test })),
            ProblemRow.Json(new { problem = function.Signature, prompt = function.Prompt, solution = function.Body }));
    }

    /// <inheritdoc/>
    public string Document(long index)
    {
        var random = seeds.Stream("code-corpus", index);
        var function = Function(ProblemSplit.Train, index);
        return function.Prompt + random.Next(10) switch
        {
            < 3 => Block(function.Body),
            < 5 => Block(function.Careless(random)),
            < 7 => Block("x"),
            < 9 => $"The function f takes x. {function.Description} Then it gives the result.",
            _ => $"f(x) = {function.Body}",
        };
    }

    private static string Block(string body) => $"```python\ndef f(x):\n    return {body}\n```";

    private TinyFunction Function(ProblemSplit split, long index) =>
        ProblemSplits.Draw(split, seeds.Stream("code", (long)split, index), TinyFunction.Draw, f => f.Signature);
}
