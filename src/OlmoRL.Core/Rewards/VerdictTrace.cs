namespace OlmoRL.Rewards;

/// <summary>The steps by which a verifier came to its verdict, for people: `request.Trace?.Add($"boxed: {text}")`.</summary>
/// <remarks>Runs pass none, so an explanation costs nothing there.</remarks>
public sealed class VerdictTrace
{
    private readonly List<string> _steps = [];

    /// <summary>In order.</summary>
    public IReadOnlyList<string> Steps => _steps;

    /// <summary>States one step.</summary>
    public void Add(string step) => _steps.Add(step);
}
