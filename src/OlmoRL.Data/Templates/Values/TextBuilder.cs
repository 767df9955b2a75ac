using System.Text;
using OlmoRL.Data.Templates.Evaluation;

namespace OlmoRL.Data.Templates.Values;

/// <summary>Puts a text together, with the origins of its parts, within the rendering's bounds.</summary>
internal sealed class TextBuilder(RenderContext context)
{
    private readonly StringBuilder _text = new();
    private readonly List<OriginRun> _runs = [];

    public int Length => _text.Length;

    public TextBuilder Append(string text)
    {
        context.Budget.SpendText(text.Length);
        _ = _text.Append(text);
        return this;
    }

    public TextBuilder Append(char c)
    {
        context.Budget.SpendText(1);
        _ = _text.Append(c);
        return this;
    }

    public TextBuilder Append(TextValue value)
    {
        var offset = _text.Length;
        _ = Append(value.Text);
        foreach (var run in value.Runs)
            Mark(run with { Start = offset + run.Start });
        return this;
    }

    /// <summary>Tells where the characters of a stretch that was appended come from.</summary>
    public void Mark(OriginRun run)
    {
        if (_runs.Count > 0 && _runs[^1].End == run.Start && _runs[^1].Origin == run.Origin)
            _runs[^1] = _runs[^1] with { Length = _runs[^1].Length + run.Length };
        else
            _runs.Add(run);
    }

    public TextValue ToValue() => new(_text.ToString(), _runs);
}
