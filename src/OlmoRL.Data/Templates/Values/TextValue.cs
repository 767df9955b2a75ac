namespace OlmoRL.Data.Templates.Values;

/// <summary>Text that knows which of its characters come from which message.</summary>
/// <remarks>
/// Whatever a template does with a message's text, the origin goes with the characters. So the place of an assistant's
/// words in a rendering is known, not guessed by searching or by rendering prefixes.
/// </remarks>
internal sealed class TextValue(string text, IReadOnlyList<OriginRun>? runs = null) : TemplateValue
{
    public static TextValue Empty { get; } = new("");

    public string Text => text;

    /// <summary>From left to right; they neither overlap nor are empty.</summary>
    public IReadOnlyList<OriginRun> Runs { get; } = runs ?? [];

    public override string TypeName => "text";

    public override bool IsTruthy => text.Length > 0;

    /// <summary>Text of a message.</summary>
    public static TextValue From(int origin, string text) => new(text, text.Length > 0 ? [new OriginRun(0, text.Length, origin)] : []);

    public TextValue Slice(int start, int length)
    {
        if (length == text.Length)
            return this;
        if (length <= 0)
            return Empty;
        var kept = new List<OriginRun>();
        foreach (var run in Runs)
        {
            var (from, to) = (Math.Max(run.Start, start), Math.Min(run.End, start + length));
            if (from < to)
                kept.Add(new OriginRun(from - start, to - from, run.Origin));
        }

        return new TextValue(text.Substring(start, length), kept);
    }

    public TextValue Slice(int start) => Slice(start, text.Length - start);

    /// <summary>The same characters' origins under a change that keeps their number, as of case.</summary>
    public TextValue WithText(string changed) => new(changed, changed.Length == text.Length ? Runs : []);
}
