using System.Globalization;

namespace OlmoRL.Data.Tasks.Arithmetic;

/// <summary>What one sentence of a problem does to the running number.</summary>
public enum ArithmeticOperator
{
    /// <summary>More arrive.</summary>
    Add,

    /// <summary>Some leave.</summary>
    Subtract,

    /// <summary>The number is multiplied.</summary>
    Multiply,
}

/// <summary>One change of the running number.</summary>
public readonly record struct ArithmeticStep(ArithmeticOperator Operator, int Operand)
{
    /// <summary>The running number after this step.</summary>
    public int Apply(int value) => Operator switch
    {
        ArithmeticOperator.Add => value + Operand,
        ArithmeticOperator.Subtract => value - Operand,
        ArithmeticOperator.Multiply => value * Operand,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>The sign as it stands in an equation.</summary>
    public char Sign => Operator switch
    {
        ArithmeticOperator.Add => '+',
        ArithmeticOperator.Subtract => '-',
        ArithmeticOperator.Multiply => '*',
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}

/// <summary>A multi-step arithmetic word problem: numbers and operators, and the words they are told in.</summary>
public sealed record ArithmeticProblem
{
    /// <summary>The number the story begins with.</summary>
    public required int Start { get; init; }

    /// <summary>In order.</summary>
    public required IReadOnlyList<ArithmeticStep> Steps { get; init; }

    /// <summary>Opening, one sentence a step, and the question.</summary>
    public required IReadOnlyList<string> Sentences { get; init; }

    /// <summary>Running numbers: the start, then the result of each step.</summary>
    public IReadOnlyList<int> Values
    {
        get
        {
            List<int> values = [Start];
            foreach (var step in Steps)
                values.Add(step.Apply(values[^1]));
            return values;
        }
    }

    /// <summary>The number after the last step.</summary>
    public int Answer => Values[^1];

    /// <summary>Numbers and operators without the words, as in `14+9*2`: two problems that share it are the same problem.</summary>
    public string Signature =>
        Start.ToString(CultureInfo.InvariantCulture) + string.Concat(Steps.Select(s => $"{s.Sign}{s.Operand}"));

    /// <summary>A twentieth of the space each for development and test, by hash of the signature.</summary>
    public ProblemSplit Split => ProblemSplits.Of(Signature);

    /// <summary>The text a model continues.</summary>
    public string Prompt => $"Question: {string.Join(' ', Sentences)}\n";
}
