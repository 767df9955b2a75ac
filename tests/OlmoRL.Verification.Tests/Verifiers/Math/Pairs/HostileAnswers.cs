using System.Text;

namespace OlmoRL.Verification.Tests.Verifiers.Math.Pairs;

/// <summary>Seeded answers that nobody should write: mutated ones, random pieces, and shapes that make parsers slow.</summary>
public static class HostileAnswers
{
    private static readonly string[] Pieces =
    [
        "\\frac", "\\dfrac{", "\\sqrt", "\\sqrt[", "{", "}", "(", ")", "[", "]", "\\{", "\\}", "\\left(", "\\right]", "^", "_", "^{", "_{", "|", "\\lfloor", "\\rceil",
        "\\cup", "\\cap", "\\in", "\\setminus", "\\pm", "\\mp", "\\times", "\\cdot", "+", "-", "*", "/", "!", "%", "=", "<", "\\le", "\\neq", ",", ";", ":", "&", "\\\\", "\\begin{pmatrix}",
        "\\end{pmatrix}", "\\begin{array}{cc}", "\\text{", "\\mathrm{", "\\text{ and }", " or ", "\\infty", "\\pi", "e", "i", "x", "y", "7", "0", "1,000", "0.5", ".", "\\overline{3}", "10^{9999}",
        "9^{9^{9^9}}", "1e999", "\\binom", "\\log_", "\\ln", "\\sin", "\\arctan", "\\max(", "99999999999999999999", "\\boxed{", "$", "\\", "\\unknown", " ", "~", "é", "−", "½", "\0", "\n", "\ud800",
        "\\sum_{n=1}^{\\infty}", "\\int", "\\emptyset", "\\mathbb{R}", "\\circ", "^\\circ", "'", "\"", "#", "@", "cm", "apples", "\\choose", "\\over",
    ];

    /// <summary>One hostile answer.</summary>
    /// <param name="seed">Equal seeds give equal answers.</param>
    /// <param name="honest">Answers to mutate.</param>
    public static string Draw(long seed, IReadOnlyList<string> honest)
    {
        var random = new Runs.SeedSequence(MathPairs.Seed).Stream("hostile answer", seed);
        return random.Next(10) switch
        {
            < 5 => Mutated(random, honest[random.Next(honest.Count)]),
            < 8 => Soup(random),
            8 => Repeated(random),
            _ => Nested(random),
        };
    }

    private static string Mutated(Random random, string answer)
    {
        var text = new StringBuilder(answer);
        for (var i = random.Next(1, 6); i > 0; i--)
        {
            var at = random.Next(text.Length + 1);
            switch (random.Next(4))
            {
                case 0 when at < text.Length:
                    _ = text.Remove(at, random.Next(1, System.Math.Min(4, text.Length - at) + 1));
                    break;
                case 1 when at < text.Length:
                    text[at] = (char)random.Next(32, 127);
                    break;
                case 2 when at < text.Length:
                    _ = text.Insert(random.Next(text.Length), text.ToString(at, random.Next(text.Length - at)));
                    break;
                default:
                    _ = text.Insert(at, Pieces[random.Next(Pieces.Length)]);
                    break;
            }
        }

        return text.ToString();
    }

    private static string Soup(Random random) => string.Concat(Enumerable.Range(0, random.Next(1, 60)).Select(_ => Pieces[random.Next(Pieces.Length)]));

    private static string Repeated(Random random)
    {
        var piece = random.Pick("x+", "1,", "(1,2),", "\\frac{1}{x}+", "2^", "\\sqrt", "-", "(", "\\{", "\\cup[1,2]", "x<", "\\pm 1,", "9", "!", "\\sin ", "{", "|x|", "\\text{a}", "x^9", "10!+", "100!/", "7^{7000}+", "(x+1)^{99}");
        return string.Concat(Enumerable.Repeat(piece, random.Next(2, 400))) + random.Pick("1", "x", "", ")");
    }

    private static string Nested(Random random)
    {
        var (open, close) = random.Pick(("(", ")"), ("\\frac{1}{", "}"), ("\\sqrt{", "}"), ("2^{", "}"), ("\\{", "\\}"), ("[1,", "]"), ("|", "|"), ("\\sin(", ")"), ("\\log_2(", ")"), ("{", "}"), ("\\text{", "}"), ("(x+", ")!"));
        var depth = random.Next(1, 300);
        return string.Concat(Enumerable.Repeat(open, depth)) + random.Pick("1", "x", "99!") + string.Concat(Enumerable.Repeat(close, random.Pick(depth, depth, depth - 1)));
    }
}
