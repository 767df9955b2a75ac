namespace OlmoRL.Data.Templates.Evaluation;

/// <summary>What a rendering may spend. A template comes with a downloaded checkpoint and may not terminate.</summary>
/// <param name="MaxSteps">Statements and expressions carried out.</param>
/// <param name="MaxTextLength">Characters of all text made on the way, in UTF-16 units.</param>
/// <param name="MaxDepth">Nesting of expressions, loops and macro calls.</param>
public sealed record RenderLimits(long MaxSteps = 20_000_000, long MaxTextLength = 256_000_000, int MaxDepth = 400);

/// <summary>Counts what a rendering spends.</summary>
internal sealed class RenderBudget(RenderLimits limits, Func<string, TemplateException> fault)
{
    private long _steps;
    private long _text;
    private int _depth;

    public void Step(long count = 1)
    {
        if ((_steps += count) > limits.MaxSteps)
            throw fault($"more than {limits.MaxSteps} steps");
    }

    public void SpendText(long length)
    {
        if ((_text += length) > limits.MaxTextLength)
            throw fault($"more than {limits.MaxTextLength} characters of text");
    }

    public void Enter()
    {
        Step();
        if (++_depth > limits.MaxDepth)
            throw fault($"nested deeper than {limits.MaxDepth}");
    }

    public void Leave() => _depth--;
}
