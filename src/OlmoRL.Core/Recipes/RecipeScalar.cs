using System.Globalization;
using System.Text.RegularExpressions;
using Tomlyn;

namespace OlmoRL.Recipes;

/// <summary>The values that stand behind an equals sign: how each type is read, written and asked for.</summary>
internal static partial class RecipeScalar
{
    private const int ShownLength = 60;

    public static bool Supports(Type type) =>
        type.IsEnum || type == typeof(string) || type == typeof(bool) || type == typeof(int) || type == typeof(long)
        || type == typeof(double) || type == typeof(float) || type == typeof(TimeSpan);

    /// <summary>The value as the type; null if it is another kind of value or does not fit.</summary>
    public static object? Read(Type type, object node) => node switch
    {
        string text when type == typeof(string) => text,
        string text when type.IsEnum => ReadEnum(type, text),
        string text when type == typeof(TimeSpan) => ReadDuration(text),
        bool flag when type == typeof(bool) => flag,
        long number when type == typeof(long) => number,
        long number when type == typeof(int) => number is >= int.MinValue and <= int.MaxValue ? (int)number : null,
        long number when type == typeof(double) => (double)number,
        long number when type == typeof(float) => (float)number,
        long number when type == typeof(TimeSpan) => ReadDuration(number, TimeSpan.TicksPerSecond),
        double number when type == typeof(double) => number,
        double number when type == typeof(float) => double.IsFinite(number) && !float.IsFinite((float)number)
            ? null
            : (float)number,
        double number when type == typeof(TimeSpan) => Math.Abs(number) < 1e12
            ? ReadDuration((decimal)number, TimeSpan.TicksPerSecond)
            : null,
        _ => null,
    };

    /// <summary>Whether the kind of the value is right, so that the value itself must be wrong.</summary>
    public static bool IsKindOf(Type type, object node) => node switch
    {
        string => type == typeof(string) || type.IsEnum || type == typeof(TimeSpan),
        bool => type == typeof(bool),
        long => type == typeof(int) || type == typeof(long) || IsFloating(type) || type == typeof(TimeSpan),
        double => IsFloating(type) || type == typeof(TimeSpan),
        _ => false,
    };

    public static string Expected(Type type) => type switch
    {
        { IsEnum: true } => $"expected one of {string.Join(", ", Enum.GetNames(type).Select(KeyNames.Of))}",
        _ when type == typeof(string) => "expected a string",
        _ when type == typeof(bool) => "expected true or false",
        _ when type == typeof(int) => "expected a 32-bit integer",
        _ when type == typeof(long) => "expected an integer",
        _ when type == typeof(TimeSpan) => "expected seconds, or a duration like \"500ms\", \"90s\", \"5m\" or \"1h\"",
        _ => "expected a number",
    };

    /// <summary>The value in TOML.</summary>
    public static string Write(object value) => value switch
    {
        string text => TomlText.Quote(text),
        bool flag => flag ? "true" : "false",
        int or long => ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture),
        double number => TomlText.Number(number, number.ToString(CultureInfo.InvariantCulture)),
        float number => TomlText.Number(number, number.ToString(CultureInfo.InvariantCulture)),
        // As text, for a double has too few digits for the ticks of a long time.
        TimeSpan time => FormattableString.Invariant($"\"{(decimal)time.Ticks / TimeSpan.TicksPerSecond:0.#######}s\""),
        Enum name when Enum.GetName(name.GetType(), name) is { } known => TomlText.Quote(KeyNames.Of(known)),
        _ => throw new NotSupportedException($"a recipe cannot hold {value} of {value.GetType()}"),
    };

    /// <summary>The value as an error message shows it: in TOML, on one line, not long.</summary>
    public static string Show(object value)
    {
        var text = Supports(value.GetType()) ? Write(value) : value.ToString() ?? "";
        return text.Length <= ShownLength ? text : $"{text[..ShownLength]}…";
    }

    /// <summary>What stands in a recipe, for a sentence that goes on with what is expected.</summary>
    public static string Describe(object node) => node switch
    {
        string => $"{Show(node)} is a string",
        bool => $"{Show(node)} is a boolean",
        long => $"{Show(node)} is an integer",
        double => $"{Show(node)} is a float",
        TomlDateTime => $"{Show(node)} is a date or time",
        List<object> => "this is an array",
        _ => "this is a table",
    };

    private static bool IsFloating(Type type) => type == typeof(double) || type == typeof(float);

    private static object? ReadEnum(Type type, string text)
    {
        var name = Enum.GetNames(type).FirstOrDefault(name => KeyNames.Of(name) == text.Replace('-', '_'));
        return name is null ? null : Enum.Parse(type, name);
    }

    private static object? ReadDuration(string text)
    {
        var match = DurationPattern().Match(text);
        if (!match.Success
            || !decimal.TryParse(match.Groups["count"].ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture,
                out var count))
            return null;
        return ReadDuration(count, match.Groups["unit"].Value switch
        {
            "ms" => TimeSpan.TicksPerMillisecond,
            "s" => TimeSpan.TicksPerSecond,
            "m" => TimeSpan.TicksPerMinute,
            _ => TimeSpan.TicksPerHour,
        });
    }

    private static object? ReadDuration(decimal count, long unit)
    {
        // No unit is shorter than a tick, and beyond this count the product may not fit a decimal.
        if (Math.Abs(count) > long.MaxValue / TimeSpan.TicksPerMillisecond)
            return null;
        var ticks = Math.Round(count * unit);
        return ticks is >= long.MinValue and <= long.MaxValue ? TimeSpan.FromTicks((long)ticks) : null;
    }

    [GeneratedRegex(@"^(?<count>-?[0-9]+(\.[0-9]+)?)(?<unit>ms|s|m|h)\z")]
    private static partial Regex DurationPattern();
}
