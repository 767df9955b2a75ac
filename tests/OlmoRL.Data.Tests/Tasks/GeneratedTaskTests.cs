using CsCheck;
using OlmoRL.Data.Tasks;
using OlmoRL.Data.Tasks.Arithmetic;
using OlmoRL.Data.Tasks.Code;
using OlmoRL.Data.Tasks.Instructions;
using OlmoRL.Recipes;
using OlmoRL.Rewards;
using OlmoRL.Runs;
using OlmoRL.Verification;

namespace OlmoRL.Data.Tests.Tasks;

public sealed class GeneratedTaskTests
{
    private const int Documents = 2_000;

    public static TheoryData<GeneratedTaskKind> Kinds => [.. Enum.GetValues<GeneratedTaskKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Problems_differ_and_no_problem_is_in_two_splits(GeneratedTaskKind kind)
    {
        var task = Task(kind);

        HashSet<string>[] splits = [.. Enum.GetValues<ProblemSplit>().Select(s => DistinctProblems.Of(task, s, 200).Select(p => p.Signature).ToHashSet())];

        Assert.All(splits, s => Assert.Equal(200, s.Count));
        Assert.Equal(600, splits.SelectMany(s => s).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_problem_depends_on_seed_split_and_index_alone(GeneratedTaskKind kind) => Gen.Select(Gen.Int[1, 9], Gen.Long[0, 100_000]).Sample(t =>
    {
        var (one, other) = (Task(kind, t.Item1), Task(kind, t.Item1));
        _ = other.Draw(ProblemSplit.Train, t.Item2 + 1);
        return one.Draw(ProblemSplit.Train, t.Item2) == other.Draw(ProblemSplit.Train, t.Item2) && one.Document(t.Item2) == other.Document(t.Item2);
    }, iter: 50);

    [Theory]
    [InlineData(GeneratedTaskKind.Instructions, 0.2, 0.75)]
    [InlineData(GeneratedTaskKind.Reading, 0.25, 0.35)]
    public async Task The_corpus_solves_some_of_its_problems(GeneratedTaskKind kind, double least, double most)
    {
        var task = Task(kind);
        await using var verifiers = new VerifierRegistry("");

        var solved = 0;
        for (var i = 0L; i < Documents; i++)
        {
            var problem = task.Draw(ProblemSplit.Train, i);
            var document = task.Document(i);
            Assert.StartsWith(problem.Prompt, document, StringComparison.Ordinal);
            solved += await VerifyAsync(verifiers, problem, document[problem.Prompt.Length..]) is Verdict.Correct { Score: 1 } ? 1 : 0;
        }

        Assert.InRange((double)solved / Documents, least, most);
    }

    [Fact]
    public async Task Every_order_can_be_met()
    {
        await using var verifiers = new VerifierRegistry("");
        var task = new InstructionTask(new SeedSequence(7));
        for (var i = 0L; i < Documents; i++)
        {
            var problem = task.Draw(ProblemSplit.Train, i);
            var order = task.Order(ProblemSplit.Train, i);
            var text = WritingOrder.Meeting("Well, the cat is old, and waits. The cat rests by the door.", order.Constraints);

            var verdict = await VerifyAsync(verifiers, problem, text);

            Assert.True(verdict is Verdict.Correct { Score: 1 }, $"{problem.Prompt}{text}\n{verdict}");
        }
    }

    [Theory]
    [InlineData("+4*3", "(x + 4) * 3", 21)]
    [InlineData("*4+3", "x * 4 + 3", 15)]
    [InlineData("-2*3*2", "(x - 2) * 3 * 2", 6)]
    [InlineData("+2-3*5", "(x + 2 - 3) * 5", 10)]
    public void A_function_s_expression_brackets_sums_before_they_are_multiplied(string signature, string body, int ofThree)
    {
        var function = new TinyFunction([.. System.Text.RegularExpressions.Regex.Matches(signature, @"([-+*])(\d+)").Select(m => new ArithmeticStep(
            m.Groups[1].Value switch { "+" => ArithmeticOperator.Add, "-" => ArithmeticOperator.Subtract, _ => ArithmeticOperator.Multiply },
            int.Parse(m.Groups[2].Value)))]);

        Assert.Equal(body, function.Body);
        Assert.Equal(ofThree, function.Apply(3));
    }

    [Fact]
    public void A_task_that_runs_out_says_how_far_it_came()
    {
        var exhausted = Assert.Throws<InvalidDataException>(() => DistinctProblems.Of(Task(GeneratedTaskKind.Instructions), ProblemSplit.Test, 1_000_000));

        Assert.Contains("are asked for", exhausted.Message, StringComparison.Ordinal);
    }

    private static IGeneratedTask Task(GeneratedTaskKind kind, int seed = 7) => GeneratedTasks.Create(new DataSpec { Task = kind, Seed = seed });

    private static async Task<Verdict> VerifyAsync(VerifierRegistry verifiers, GeneratedProblem problem, string completion) =>
        await verifiers.Create(problem.Target.Verifier).VerifyAsync(
            new VerificationRequest { Prompt = problem.Prompt, Completion = completion, GroundTruth = problem.Target.GroundTruth, Row = problem.Row }, CancellationToken.None);
}
