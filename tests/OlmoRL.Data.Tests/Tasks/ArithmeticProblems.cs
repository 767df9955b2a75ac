using OlmoRL.Data.Tasks;
using OlmoRL.Data.Tasks.Arithmetic;

namespace OlmoRL.Data.Tests.Tasks;

/// <summary>Problems with their numbers, which tasks give as text.</summary>
internal static class ArithmeticProblems
{
    public static IReadOnlyList<ArithmeticProblem> Distinct(ArithmeticGenerator generator, ProblemSplit split, int count) =>
        DistinctProblems.Of(index => generator.Draw(split, index), p => p.Signature, count);
}
