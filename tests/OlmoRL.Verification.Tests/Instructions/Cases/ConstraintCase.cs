using System.Text.Json.Nodes;
using OlmoRL.Verification.Instructions;

namespace OlmoRL.Verification.Tests.Instructions.Cases;

/// <summary>A response that meets a constraint, and one that does not, written by hand.</summary>
public sealed record ConstraintCase(string Id, string Arguments, string Met, string NotMet)
{
    public static IReadOnlyList<ConstraintCase> All { get; } =
        [.. IfEvalCases.All, .. IfTrainCases.All, .. BenchWordCases.All, .. BenchFormatCases.All, .. FunctionCases.All];

    public ConstraintCall Call => ConstraintRegistry.Call(Id, JsonNode.Parse(Arguments)!.AsObject());
}
