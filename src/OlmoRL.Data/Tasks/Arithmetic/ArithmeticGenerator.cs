using OlmoRL.Runs;

namespace OlmoRL.Data.Tasks.Arithmetic;

/// <summary>Draws word problems from a seed: problem i of a split depends on (seed, split, i) only.</summary>
/// <param name="seeds">The source of every draw.</param>
/// <param name="minSteps">Fewest operations of a problem: the lower level of difficulty.</param>
/// <param name="maxSteps">Most operations of a problem.</param>
/// <param name="maxOperand">Largest number that is added or subtracted.</param>
public sealed class ArithmeticGenerator(SeedSequence seeds, int minSteps, int maxSteps, int maxOperand)
{
    /// <summary>No running number leaves 0 to this.</summary>
    public const int LargestValue = 99;

    private static readonly (string Name, string Subject)[] People =
    [
        ("Mia", "She"), ("Tom", "He"), ("Ana", "She"), ("Ben", "He"), ("Eva", "She"), ("Sam", "He"), ("Lea", "She"),
        ("Max", "He"), ("Zoe", "She"), ("Leo", "He"),
    ];

    private static readonly string[] Items =
        ["apples", "coins", "books", "cards", "shells", "stamps", "beads", "eggs", "pens", "stones"];

    private static readonly string[] Gains =
        ["{0} buys {1} more.", "{0} finds {1} more.", "{2} brings {1} more.", "{0} gets {1} more."];

    private static readonly string[] Losses =
        ["{0} loses {1} of them.", "{0} gives {1} to {2}.", "{0} sells {1} of them.", "{2} takes {1} away."];

    private static readonly string[] Products =
        ["Now {0} has {1} times as many.", "{2} makes it {1} times as many."];

    /// <summary>The i-th problem of a split.</summary>
    public ArithmeticProblem Draw(ProblemSplit split, long index) =>
        ProblemSplits.Draw(split, seeds.Stream("arithmetic", (long)split, index), DrawAny, p => p.Signature);

    private ArithmeticProblem DrawAny(Random random)
    {
        var (name, subject) = People[random.Next(People.Length)];
        var (friend, _) = People[random.Next(People.Length)];
        var item = Items[random.Next(Items.Length)];
        var value = random.Next(2, 60);
        var start = value;
        var steps = new ArithmeticStep[random.Next(minSteps, maxSteps + 1)];
        List<string> sentences = [$"{name} has {start} {item}."];
        for (var i = 0; i < steps.Length; i++)
        {
            steps[i] = DrawStep(random, value);
            value = steps[i].Apply(value);
            var wordings = steps[i].Operator switch
            {
                ArithmeticOperator.Add => Gains,
                ArithmeticOperator.Subtract => Losses,
                _ => Products,
            };
            var who = random.Next(2) == 0 || steps[i].Operator == ArithmeticOperator.Multiply ? name : subject;
            sentences.Add(string.Format(
                null, wordings[random.Next(wordings.Length)], who, steps[i].Operand, friend));
        }

        sentences.Add($"How many {item} are there now?");
        return new ArithmeticProblem { Start = start, Steps = steps, Sentences = sentences };
    }

    /// <summary>An operation that keeps the running number in range.</summary>
    public ArithmeticStep DrawStep(Random random, int value)
    {
        while (true)
        {
            var step = random.Next(5) switch
            {
                0 or 1 => new ArithmeticStep(ArithmeticOperator.Add, random.Next(2, maxOperand + 1)),
                2 or 3 => new ArithmeticStep(ArithmeticOperator.Subtract, random.Next(2, maxOperand + 1)),
                _ => new ArithmeticStep(ArithmeticOperator.Multiply, random.Next(2, 6)),
            };
            if (step.Apply(value) is >= 0 and <= LargestValue)
                return step;
        }
    }
}
