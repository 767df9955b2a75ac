using System.Text;
using OlmoRL.Recipes;
using OlmoRL.Runs;

namespace OlmoRL.Data.Tasks.Arithmetic;

/// <summary>A pretraining corpus of word problems told in several styles, and of plain equations. Document i depends on (seed, i) only.</summary>
/// <remarks>
/// Every solution is correct. What makes a base model weak is that terse and rambling solutions outnumber worked ones.
/// Problems are of the training split, so no held-out problem occurs; plain equations are single operations.
/// </remarks>
public sealed class ArithmeticCorpus(ArithmeticGenerator generator, SeedSequence seeds, CorpusMix mix)
{
    private const int LongestDrill = 10;

    /// <summary>The text of a document, without the end token.</summary>
    public string Document(long index)
    {
        var random = seeds.Stream("corpus", index);
        double[] parts = [mix.Worked, mix.Terse, mix.Rambling, mix.Adrift, mix.Drill];
        var pick = random.NextDouble() * parts.Sum();
        var kind = 0;
        while (kind < parts.Length - 1 && pick >= parts[kind])
            pick -= parts[kind++];
        if (kind == parts.Length - 1)
            return Drill(random);
        var problem = generator.Draw(ProblemSplit.Train, index);
        return problem.Prompt + SolutionWriter.Write(problem, (SolutionStyle)kind, random);
    }

    private string Drill(Random random)
    {
        var text = new StringBuilder("Drill:");
        for (var lines = random.Next(4, LongestDrill + 1); lines > 0; lines--)
        {
            var value = random.Next(ArithmeticGenerator.LargestValue + 1);
            var step = generator.DrawStep(random, value);
            text.Append(null, $"\n{value}{step.Sign}{step.Operand}={step.Apply(value)}");
        }

        return text.ToString();
    }
}
