namespace OlmoRL.Verification.Tests.Verifiers.Math.Pairs;

/// <summary>One answer with a unit, in words, or as a letter of a choice, written in two ways.</summary>
internal static class WordRespellings
{
    public static readonly IReadOnlyList<Func<Random, MathPair>> Makers =
    [
        Unit, SquareUnit, Speed, Money, MoneyGrouped, Degrees, Choice, ChoiceBold, Word, Name, YesNo, Percentage,
        Sentence, Noun,
    ];

    private static MathPair Unit(Random r)
    {
        var n = r.Next(1, 900);
        var unit = r.Pick("cm", "inches", "meters", "km", "hours", "minutes", "units", "feet", "kg");
        var spelt = r.Pick($"{n}\\text{{ {unit}}}", $"{n} \\text{{{unit}}}", $"{n}\\ \\mathrm{{{unit}}}", $"{n}\\,\\text{{{unit}}}", $"{n} {unit}", $"{n}\\mbox{{ {unit}}}");
        return r.Next(2) == 0 ? new("unit added", $"{n}", spelt) : new("unit left out", spelt, $"{n}");
    }

    private static MathPair SquareUnit(Random r)
    {
        var n = r.Next(1, 900);
        return new("square unit", $"{n}", r.Pick($"{n}\\text{{ cm}}^2", $"{n} \\mathrm{{m}}^{{3}}", $"{n}\\text{{ square units}}", $"{n}\\text{{ in}}^{{2}}", $"{n} \\text{{ sq. ft}}"));
    }

    private static MathPair Speed(Random r)
    {
        var n = r.Next(1, 200);
        return new("compound unit", $"{n}", r.Pick($"{n}\\text{{ miles per hour}}", $"{n} \\text{{ mph}}", $"{n}\\text{{ km/h}}", $"{n}\\text{{ m/s}}"));
    }

    private static MathPair Money(Random r)
    {
        var (whole, cents) = (r.Next(1, 90), r.Next(10, 99));
        return new("currency", $"{whole}.{cents}", r.Pick($"\\${whole}.{cents}", $"${whole}.{cents}", $"{whole}.{cents} \\text{{ dollars}}", $"\\text{{\\${whole}.{cents}}}"));
    }

    private static MathPair MoneyGrouped(Random r)
    {
        var (thousands, rest) = (r.Next(1, 900), r.Next(100, 999));
        return new("currency, grouped", $"{thousands}{rest}", r.Pick($"\\${thousands},{rest}", $"\\${thousands}{{,}}{rest}", $"\\${thousands},{rest}.00"));
    }

    private static MathPair Degrees(Random r)
    {
        var n = r.Next(1, 360);
        return new("degrees", $"{n}^\\circ", r.Pick($"{n}", $"{n}^{{\\circ}}", $"{n} \\text{{ degrees}}", $"{n}\\degree"));
    }

    private static MathPair Choice(Random r)
    {
        var letter = r.Pick("A", "B", "C", "D", "E");
        return new("choice", letter, r.Pick($"({letter})", $"\\text{{{letter}}}", $"\\text{{({letter})}}", $"{letter}.", $"{letter})", $"\\mathrm{{{letter}}}"));
    }

    private static MathPair ChoiceBold(Random r)
    {
        var letter = r.Pick("A", "B", "C", "D", "E");
        return new("choice, set", $"\\text{{({letter})}}", r.Pick(letter, $"\\textbf{{({letter})}}", $"\\textbf{{({letter})}}\\ {r.Next(1, 99)}", $"\\mathbf{{{letter}}}", $"\\boxed{{{letter}}}"));
    }

    private static MathPair Word(Random r)
    {
        var word = r.Pick("east", "ellipse", "Tuesday", "odd", "circle", "even", "parabola");
        return new("word", $"\\text{{{word}}}", r.Pick(word, $"\\textbf{{{word}}}", $"\\text{{ {word} }}", $"\\mathrm{{{word}}}", word.ToUpperInvariant(), $"\\text{{{word}.}}"));
    }

    private static MathPair Name(Random r)
    {
        var (first, second) = (r.Pick("Evelyn", "Maria", "Bob"), r.Pick("Navin", "Carla", "Debra"));
        return r.Pick(
            new MathPair("name", $"\\text{{{first}}}", r.Pick(first, $"\\text{{ {first}}}", $"\\mbox{{{first}}}")),
            new MathPair("names", $"\\text{{{first} and {second}}}", r.Pick($"{first} and {second}", $"\\text{{{first}}} \\text{{ and {second}}}")));
    }

    private static MathPair YesNo(Random r)
    {
        var word = r.Pick("Yes", "No", "True", "False");
        return new("yes or no", $"\\text{{{word}}}", r.Pick(word, word.ToLowerInvariant(), $"\\text{{{word.ToLowerInvariant()}}}", $"\\textbf{{{word}}}"));
    }

    private static MathPair Percentage(Random r)
    {
        var n = r.Next(1, 99);
        return r.Pick(
            new MathPair("percentage as a decimal", $"{n}\\%", $"0.{n:00}"),
            new MathPair("percentage as a fraction", $"{n}\\%", $"\\frac{{{n}}}{{100}}"));
    }

    private static MathPair Sentence(Random r)
    {
        var n = r.Next(1, 900);
        return new("sentence", $"{n}", r.Pick($"x = {n}.", $"\\text{{The answer is }} {n}", $"\\textbf{{{n}}}", $"{n} \\text{{.}}"));
    }

    private static MathPair Noun(Random r)
    {
        var n = r.Next(2, 900);
        var noun = r.Pick("students", "apples", "ways", "integers", "edges", "marbles", "seconds", "games");
        return new("noun", $"{n}", r.Pick($"{n} \\text{{ {noun}}}", $"{n}\\ \\text{{{noun}}}", $"{n} {noun}"));
    }
}
