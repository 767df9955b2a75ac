using System.Text.RegularExpressions;

namespace OlmoRL.Verification.Instructions;

/// <summary>One kind of instruction that code can check: `keywords:existence`, `words:alphabet`.</summary>
/// <param name="Id">As rows name it.</param>
/// <param name="Rule">When it is met, in one sentence; the documentation's table says the same.</param>
/// <param name="Parameters">Arguments that a row must give. No argument is ever made up.</param>
/// <param name="IsMet">The rule; asked only with all parameters there.</param>
public sealed record Constraint(string Id, string Rule, IReadOnlyList<string> Parameters, Func<string, ConstraintArguments, bool> IsMet)
{
    /// <summary>Whether a response meets it. An empty response meets nothing.</summary>
    /// <remarks>A response that drives a row's pattern over its time limit does not meet it: the response provoked that.</remarks>
    /// <exception cref="ConstraintException">The arguments are not usable.</exception>
    public bool IsMetBy(string response, ConstraintArguments arguments)
    {
        try
        {
            return !string.IsNullOrWhiteSpace(response) && IsMet(response, arguments);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }
}
