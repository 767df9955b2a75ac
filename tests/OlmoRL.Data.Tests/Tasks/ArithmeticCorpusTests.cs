using System.Text.RegularExpressions;
using OlmoRL.Data.Tasks;
using OlmoRL.Data.Tasks.Arithmetic;
using OlmoRL.Recipes;
using OlmoRL.Runs;

namespace OlmoRL.Data.Tests.Tasks;

/// <summary>The corpus of recipes/quickstart/pretrain.toml, read as a stranger would: from its text alone.</summary>
public sealed partial class ArithmeticCorpusTests
{
    private const int DocumentCount = 20_000;
    private static readonly ArithmeticGenerator Generator = new(new SeedSequence(7), minSteps: 2, maxSteps: 5, maxOperand: 19);

    private static readonly Dictionary<string, ArithmeticProblem> HeldOut = ArithmeticProblems.Distinct(Generator, ProblemSplit.Test, 500)
        .Concat(ArithmeticProblems.Distinct(Generator, ProblemSplit.Development, 500)).ToDictionary(p => string.Join(' ', Numbers(p.Prompt)) + Operators(p));

    private static readonly string[] Documents = MakeDocuments();

    [Fact]
    public void Every_equation_of_the_corpus_is_true()
    {
        var equations = Documents.SelectMany(d => Equation().Matches(d)).ToArray();

        Assert.True(equations.Length > DocumentCount / 2);
        Assert.All(equations, e =>
        {
            var (left, right, result) = (int.Parse(e.Groups[1].Value), int.Parse(e.Groups[3].Value), int.Parse(e.Groups[4].Value));
            Assert.Equal(e.Groups[2].Value switch { "+" => left + right, "-" => left - right, _ => left * right }, result);
        });
    }

    [Fact]
    public void Every_answer_of_the_corpus_is_right()
    {
        var answered = 0;
        for (var i = 0; i < DocumentCount; i++)
        {
            if (!Documents[i].StartsWith("Question: ", StringComparison.Ordinal))
                continue;
            var problem = Generator.Draw(ProblemSplit.Train, i);
            Assert.StartsWith(problem.Prompt, Documents[i], StringComparison.Ordinal);
            if (AnswerLine().Match(Documents[i]) is not { Success: true } answer)
                continue;
            Assert.Equal(problem.Answer, int.Parse(answer.Groups[1].Value));
            answered++;
        }

        Assert.True(answered > DocumentCount / 3);
    }

    [Fact]
    public void No_held_out_problem_is_told_in_the_corpus()
    {
        foreach (var (document, index) in Documents.Select((d, i) => (d, i)))
        {
            if (!document.StartsWith("Question: ", StringComparison.Ordinal))
                continue;
            var told = Generator.Draw(ProblemSplit.Train, index);
            Assert.DoesNotContain(string.Join(' ', Numbers(told.Prompt)) + Operators(told), HeldOut.Keys);
        }
    }

    [Fact]
    public void A_document_depends_on_seed_and_index_alone() =>
        Assert.Equal(Documents[17], new ArithmeticCorpus(Generator, new SeedSequence(1), new CorpusMix()).Document(17));

    private static string[] MakeDocuments()
    {
        var corpus = new ArithmeticCorpus(Generator, new SeedSequence(1), new CorpusMix());
        return [.. Enumerable.Range(0, DocumentCount).Select(i => corpus.Document(i))];
    }

    private static IEnumerable<string> Numbers(string text) => Digits().Matches(text).Select(m => m.Value);

    private static string Operators(ArithmeticProblem problem) => string.Concat(problem.Steps.Select(s => s.Sign));

    [GeneratedRegex(@"(?<![0-9])([0-9]+)([+*-])([0-9]+)=([0-9]+)")]
    private static partial Regex Equation();

    [GeneratedRegex(@"\nAnswer: ([0-9]+)$")]
    private static partial Regex AnswerLine();

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Digits();
}
