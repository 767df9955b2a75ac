namespace OlmoRL.Verification.Algebra;

/// <summary>What an answer is, beyond arithmetic.</summary>
internal abstract record AnswerValue
{
    /// <summary>One value, perhaps with a percent sign or a unit.</summary>
    public sealed record Single(Scalar Value, bool IsPercent, string Unit) : AnswerValue;

    /// <summary>Ordered entries between brackets; two of them may be an interval.</summary>
    public sealed record Tuple(char Open, IReadOnlyList<AnswerValue> Entries, char Close) : AnswerValue;

    /// <summary>a : b, the same as any multiple of it.</summary>
    public sealed record Ratio(IReadOnlyList<Scalar> Parts) : AnswerValue;

    /// <summary>Elements in no order: braces, or several answers side by side.</summary>
    /// <param name="Braced">Whether it was written as a set.</param>
    public sealed record Collection(IReadOnlyList<AnswerValue> Elements, bool Braced) : AnswerValue;

    /// <summary>Real numbers: intervals, points and their unions.</summary>
    /// <param name="Variable">The name an inequality gave it, or empty.</param>
    public sealed record Reals(RealSet Set, string Variable) : AnswerValue;

    /// <summary>Rows of equal length.</summary>
    public sealed record Matrix(IReadOnlyList<IReadOnlyList<AnswerValue>> Rows) : AnswerValue;

    /// <summary>left = right.</summary>
    /// <param name="Named">The left side is only a name for the right one, as in x = 5 or f(x) = x^2.</param>
    public sealed record Equation(AnswerValue Left, AnswerValue Right, bool Named) : AnswerValue;

    /// <summary>Left minus right is above 0, or at least 0 when <paramref name="OrEqual"/>.</summary>
    public sealed record Inequality(Scalar Difference, bool OrEqual) : AnswerValue;

    /// <summary>Left minus right is not 0.</summary>
    public sealed record Unequal(Scalar Difference) : AnswerValue;
}
