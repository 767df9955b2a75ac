using System.Globalization;
using System.Text;

namespace OlmoRL.Data.Templates.Evaluation;

/// <summary>strftime over the rendering's clock, in English.</summary>
internal static class DateFormat
{
    public static string Apply(RenderContext context, string format)
    {
        var text = new StringBuilder();
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] != '%' || i + 1 == format.Length)
            {
                _ = text.Append(format[i]);
                continue;
            }

            var unpadded = format[++i] == '-' && i + 1 < format.Length;
            if (unpadded)
                i++;
            var field = Field(context, format[i]);
            _ = text.Append(unpadded && field.TrimStart('0') is { Length: > 0 } trimmed ? trimmed : field);
        }

        return text.ToString();
    }

    private static string Field(RenderContext context, char directive) => directive switch
    {
        '%' => "%",
        'e' => context.Now.Day.ToString(CultureInfo.InvariantCulture).PadLeft(2),
        'j' => context.Now.DayOfYear.ToString("D3", CultureInfo.InvariantCulture),
        'w' => ((int)context.Now.DayOfWeek).ToString(CultureInfo.InvariantCulture),
        _ => context.Now.ToString(directive switch
        {
            'Y' => "yyyy",
            'y' => "yy",
            'm' => "MM",
            'd' => "dd",
            'B' => "MMMM",
            'b' or 'h' => "MMM",
            'A' => "dddd",
            'a' => "ddd",
            'H' => "HH",
            'I' => "hh",
            'M' => "mm",
            'S' => "ss",
            'f' => "ffffff",
            'p' => "tt",
            'F' => "yyyy-MM-dd",
            'T' => "HH:mm:ss",
            'D' => "MM/dd/yy",
            _ => throw context.Fault($"%{directive} is not supported in a date format"),
        }, CultureInfo.InvariantCulture),
    };
}
