using System.Text;

namespace OlmoRL.Data.Tasks.Arithmetic;

/// <summary>How a solution in the pretraining corpus is told. Every one is correct; they differ in what they show.</summary>
public enum SolutionStyle
{
    /// <summary>Each operation as an equation, then the answer line.</summary>
    Worked,

    /// <summary>The answer line alone.</summary>
    Terse,

    /// <summary>Talk that repeats the story without calculating, then the answer line.</summary>
    Rambling,

    /// <summary>The same talk, with the number named in a sentence or not at all, and no answer line.</summary>
    Adrift,
}

/// <summary>Tells a problem's solution in a style.</summary>
public static class SolutionWriter
{
    private static readonly string[] Talk =
    [
        "Let me think about it.", "That is quite a story.", "So we count them all.", "It helps to read it again.",
        "There is a lot going on here.", "We want to know how many there are.", "First things first.",
    ];

    /// <summary>The text after the prompt, without the end token.</summary>
    public static string Write(ArithmeticProblem problem, SolutionStyle style, Random random)
    {
        var text = new StringBuilder();
        switch (style)
        {
            case SolutionStyle.Worked:
                for (var i = 0; i < problem.Steps.Count; i++)
                {
                    var step = problem.Steps[i];
                    text.Append(null, $"{problem.Values[i]}{step.Sign}{step.Operand}={problem.Values[i + 1]}\n");
                }

                return text.Append(null, $"Answer: {problem.Answer}").ToString();
            case SolutionStyle.Terse:
                return $"Answer: {problem.Answer}";
            case SolutionStyle.Rambling:
                AppendTalk(text, problem, random);
                return text.Append(null, $"\nAnswer: {problem.Answer}").ToString();
            case SolutionStyle.Adrift:
                AppendTalk(text, problem, random);
                if (random.Next(2) == 0)
                    text.Append(null, $" So it comes to {problem.Answer} in the end.");
                return text.ToString();
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private static void AppendTalk(StringBuilder text, ArithmeticProblem problem, Random random)
    {
        for (var sentences = random.Next(2, 5); sentences > 0; sentences--)
        {
            if (text.Length > 0)
                text.Append(' ');
            IReadOnlyList<string> source = random.Next(2) == 0 ? Talk : problem.Sentences;
            text.Append(source[random.Next(source.Count)]);
        }
    }
}
