using OlmoRL.Data.Tasks.Arithmetic;

namespace OlmoRL.Data.Tasks.Code;

/// <summary>One to three operations on a whole number, in the order in which they are done.</summary>
internal sealed record TinyFunction(IReadOnlyList<ArithmeticStep> Steps)
{
    private const int MostSteps = 3;
    private const int LargestOperand = 20;

    public string Signature => string.Concat(Steps.Select(s => $"{s.Sign}{s.Operand}"));

    public string Prompt => $"Task: Write f(x) in Python. {Description}\n";

    public string Description => $"It {string.Join(", then ", Steps.Select(Words))}.";

    /// <summary>The expression that is right: a sum is bracketed before it is multiplied.</summary>
    public string Body => Expression(brackets: true);

    public static TinyFunction Draw(Random random) => new(
    [
        .. Enumerable.Range(0, random.Next(1, MostSteps + 1)).Select(_ => random.Next(3) switch
        {
            0 => new ArithmeticStep(ArithmeticOperator.Add, random.Next(2, LargestOperand)),
            1 => new ArithmeticStep(ArithmeticOperator.Subtract, random.Next(2, LargestOperand)),
            _ => new ArithmeticStep(ArithmeticOperator.Multiply, random.Next(2, 10)),
        }),
    ]);

    public int Apply(int argument) => Steps.Aggregate(argument, (value, step) => step.Apply(value));

    /// <summary>What a careless programmer writes: brackets left out, the last step forgotten, or another sign.</summary>
    public string Careless(Random random) => random.Next(3) switch
    {
        0 => Expression(brackets: false),
        1 => new TinyFunction([.. Steps.SkipLast(1)]).Body,
        _ => new TinyFunction([.. Steps.Select(s => s with { Operator = (ArithmeticOperator)random.Next(3) })]).Body,
    };

    private static string Words(ArithmeticStep step) => step.Operator switch
    {
        ArithmeticOperator.Add => $"adds {step.Operand}",
        ArithmeticOperator.Subtract => $"subtracts {step.Operand}",
        ArithmeticOperator.Multiply => $"multiplies by {step.Operand}",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private string Expression(bool brackets)
    {
        var text = "x";
        for (var i = 0; i < Steps.Count; i++)
        {
            var needed = brackets && Steps[i].Operator == ArithmeticOperator.Multiply && i > 0 && Steps[i - 1].Operator != ArithmeticOperator.Multiply;
            text = $"{(needed ? $"({text})" : text)} {Steps[i].Sign} {Steps[i].Operand}";
        }

        return text;
    }
}
