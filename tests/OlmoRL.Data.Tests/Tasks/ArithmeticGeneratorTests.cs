using CsCheck;
using OlmoRL.Data.Tasks;
using OlmoRL.Data.Tasks.Arithmetic;
using OlmoRL.Runs;

namespace OlmoRL.Data.Tests.Tasks;

public sealed class ArithmeticGeneratorTests
{
    private static ArithmeticGenerator Quickstart => new(new SeedSequence(7), minSteps: 2, maxSteps: 5, maxOperand: 19);

    [Fact]
    public void A_problem_depends_on_seed_split_and_index_alone()
    {
        var alone = Quickstart.Draw(ProblemSplit.Test, 5);
        var generator = Quickstart;
        _ = generator.Draw(ProblemSplit.Train, 0);

        Assert.Equal(alone.Prompt, generator.Draw(ProblemSplit.Test, 5).Prompt);
        Assert.NotEqual(alone.Prompt, new ArithmeticGenerator(new SeedSequence(8), 2, 5, 19).Draw(ProblemSplit.Test, 5).Prompt);
    }

    [Fact]
    public void Every_running_number_stays_in_range_and_follows_from_the_one_before() => Gen.Long[0, 1_000_000].Sample(index =>
    {
        var problem = Quickstart.Draw(ProblemSplit.Train, index);

        Assert.InRange(problem.Steps.Count, 2, 5);
        var value = problem.Start;
        for (var i = 0; i < problem.Steps.Count; i++)
        {
            var step = problem.Steps[i];
            value = step.Sign switch { '+' => value + step.Operand, '-' => value - step.Operand, _ => value * step.Operand };
            Assert.Equal(problem.Values[i + 1], value);
            Assert.InRange(value, 0, ArithmeticGenerator.LargestValue);
        }

        Assert.Equal(value, problem.Answer);
    }, iter: 2_000);

    [Fact]
    public void The_words_tell_the_numbers_in_their_order() => Gen.Long[0, 1_000_000].Sample(index =>
    {
        var problem = Quickstart.Draw(ProblemSplit.Train, index);

        var told = System.Text.RegularExpressions.Regex.Matches(problem.Prompt, "[0-9]+").Select(m => int.Parse(m.Value));
        Assert.Equal([problem.Start, .. problem.Steps.Select(s => s.Operand)], told);
    }, iter: 500);

    [Fact]
    public void Levels_of_difficulty_are_numbers_of_steps() => (from steps in Gen.Int[1, 8] from index in Gen.Long[0, 1_000] select (steps, index))
        .Sample(t => Assert.Equal(t.steps, new ArithmeticGenerator(new SeedSequence(7), t.steps, t.steps, 19).Draw(ProblemSplit.Train, t.index).Steps.Count), iter: 200);

    [Fact]
    public void No_held_out_problem_is_among_the_prompts_that_are_trained_on()
    {
        var trained = ArithmeticProblems.Distinct(Quickstart, ProblemSplit.Train, 8192).Select(p => p.Signature).ToHashSet();

        Assert.Equal(8192, trained.Count);
        foreach (var split in new[] { ProblemSplit.Development, ProblemSplit.Test })
            Assert.Empty(ArithmeticProblems.Distinct(Quickstart, split, 500).Select(p => p.Signature).Intersect(trained));
        Assert.Empty(ArithmeticProblems.Distinct(Quickstart, ProblemSplit.Test, 500).Select(p => p.Signature)
            .Intersect(ArithmeticProblems.Distinct(Quickstart, ProblemSplit.Development, 500).Select(p => p.Signature)));
    }
}
