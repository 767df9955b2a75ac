namespace OlmoRL.Verification.Scripts;

/// <summary>A reward script that does not compile.</summary>
public sealed class ScriptException(string file, int line, int column, string problem)
    : Exception($"{file}({line},{column}): {problem}");
