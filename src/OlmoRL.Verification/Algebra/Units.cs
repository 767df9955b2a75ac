using System.Collections.Frozen;

namespace OlmoRL.Verification.Algebra;

/// <summary>Units behind a number. An answer may leave the unit out; two different known units contradict each other.</summary>
internal static class Units
{
    private static readonly FrozenDictionary<string, string> Known = new[]
    {
        "m meter meters metre metres", "cm centimeter centimeters", "mm millimeter millimeters", "km kilometer kilometers kilometre kilometres", "in inch inches", "ft foot feet",
        "yd yard yards", "mi mile miles", "kg kilogram kilograms", "g gram grams gm", "mg milligram milligrams", "lb lbs pound pounds", "oz ounce ounces", "s sec second seconds",
        "min minute minutes", "h hr hrs hour hours", "day days", "week weeks", "month months", "year years", "l liter liters litre litres", "ml milliliter milliliters",
        "dollar dollars", "cent cents", "degree degrees deg", "radian radians rad", "percent", "mph", "kph",
    }.SelectMany(line => line.Split(' ').Select(spelling => (spelling, line.Split(' ')[0])))
        .ToFrozenDictionary(p => p.spelling, p => p.Item2, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a unit may stand for the other.</summary>
    public static bool Compatible(string gold, string answer) => gold.Length == 0 || answer.Length == 0
        || Canonical(gold) is not { } g || Canonical(answer) is not { } a || g == a;

    /// <summary>The unit's one spelling; null when some word of it is not known.</summary>
    private static string? Canonical(string unit)
    {
        var words = unit.Split(' ');
        return words.All(w => Known.ContainsKey(w)) ? string.Join(' ', words.Select(w => Known[w])) : null;
    }
}
