namespace OlmoRL.Data.Templates;

/// <summary>A template that cannot be read or rendered, in one line: the template, the line, the construct, the fault.</summary>
public sealed class TemplateException : Exception
{
    /// <summary>States a fault.</summary>
    /// <param name="template">Name of the template.</param>
    /// <param name="line">Counted from 1.</param>
    /// <param name="construct">The tag at fault as the template spells it; may be empty.</param>
    /// <param name="fault">What is wrong.</param>
    public TemplateException(string template, int line, string construct, string fault)
        : base(construct.Length == 0 ? $"{template}, line {line}: {fault}" : $"{template}, line {line}, {construct}: {fault}")
    {
        Line = line;
        Construct = construct;
    }

    /// <summary>The line, counted from 1.</summary>
    public int Line { get; }

    /// <summary>The tag at fault as the template spells it; may be empty.</summary>
    public string Construct { get; }
}
