namespace OlmoRL.Verification.Scripts;

/// <summary>A reward script that does not compile.</summary>
public sealed class ScriptException(string file, int line, int column, string problem)
    : Exception($"{file}({line},{column}): {problem}")
{
    /// <summary>The script.</summary>
    public string File => file;

    /// <summary>Counted from 1.</summary>
    public int Line => line;

    /// <summary>Counted from 1.</summary>
    public int Column => column;

    /// <summary>What the compiler says.</summary>
    public string Problem => problem;
}
