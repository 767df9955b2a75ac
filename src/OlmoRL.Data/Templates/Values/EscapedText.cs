namespace OlmoRL.Data.Templates.Values;

/// <summary>Appends a text with some characters spelled otherwise; the spelling has the character's origin.</summary>
internal static class EscapedText
{
    /// <param name="spell">The spelling of a character; null if it is itself.</param>
    public static void Append(TextBuilder builder, TextValue value, Func<char, string?> spell)
    {
        var run = 0;
        for (var i = 0; i < value.Text.Length; i++)
        {
            while (run < value.Runs.Count && value.Runs[run].End <= i)
                run++;
            var start = builder.Length;
            var c = value.Text[i];
            _ = spell(c) is { } spelling ? builder.Append(spelling) : builder.Append(c);
            if (run < value.Runs.Count && value.Runs[run].Start <= i)
                builder.Mark(new OriginRun(start, builder.Length - start, value.Runs[run].Origin));
        }
    }
}
