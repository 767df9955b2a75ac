namespace OlmoRL.Verification.Instructions.Functions;

/// <summary>`at least`, `around` or `at most` a number, as older rows say it.</summary>
internal static class Quantity
{
    /// <summary>Whether a count is the quantity that arguments N and quantifier name.</summary>
    /// <param name="tolerance">How far around reaches for an N.</param>
    public static bool Holds(ConstraintArguments arguments, int count, Func<double, double> tolerance)
    {
        var number = arguments.Number("N");
        return arguments.Text("quantifier") switch
        {
            "at least" => count >= number,
            "at most" => count <= number,
            "around" => Math.Abs(count - number) <= tolerance(number),
            _ => throw arguments.Refuse("quantifier", "at least, around or at most"),
        };
    }

    /// <summary>A tenth, at least 1; a half rounds to the even side.</summary>
    public static double Tenth(double number) => Math.Max(Math.Round(number * 0.1, MidpointRounding.ToEven), 1);
}
