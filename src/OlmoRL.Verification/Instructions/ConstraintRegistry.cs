using System.Collections.Frozen;
using System.Text.Json.Nodes;
using OlmoRL.Verification.Instructions.Functions;
using OlmoRL.Verification.Instructions.IfBench;
using OlmoRL.Verification.Instructions.IfEval;
using OlmoRL.Verification.Instructions.IfTrain;

namespace OlmoRL.Verification.Instructions;

/// <summary>Every constraint by the name that rows use.</summary>
public static class ConstraintRegistry
{
    /// <summary>By source: IFEval, the constraints added for training, IFBench, and the 25 functions of older rows.</summary>
    public static IReadOnlyList<(string Source, IReadOnlyList<Constraint> Constraints)> Sources { get; } =
    [
        ("IFEval", [
            .. KeywordConstraints.All, .. LengthConstraints.All, .. ContentConstraints.All, .. FormatConstraints.All, .. WholeResponseConstraints.All]),
        ("IFEval-train", [
            .. CopyConstraints.All, .. TrainKeywordConstraints.All, .. TrainCountConstraints.All, .. TrainFormatConstraints.All]),
        ("IFBench", [
            .. CountConstraints.All, .. RatioConstraints.All, .. WordsConstraints.All, .. SentenceConstraints.All, .. BenchFormatConstraints.All,
            .. RepeatConstraints.All, .. CustomConstraints.All]),
        ("functions", [.. WordFunctions.All, .. LengthFunctions.All, .. FormatFunctions.All]),
    ];

    private static readonly FrozenDictionary<string, Constraint> ById =
        Sources.SelectMany(s => s.Constraints).ToFrozenDictionary(c => c.Id, StringComparer.Ordinal);

    /// <summary>A constraint with a row's arguments.</summary>
    /// <param name="arguments">Those with a null value count as absent; more than the constraint asks for is an error of the row.</param>
    /// <exception cref="ConstraintException">No constraint has that name, an argument is missing, or one is unknown.</exception>
    public static ConstraintCall Call(string id, JsonObject arguments)
    {
        if (!ById.TryGetValue(id, out var constraint))
            throw new ConstraintException($"no constraint is named {id}");
        var call = new ConstraintCall(constraint, new ConstraintArguments(id, arguments));
        var given = call.Arguments.Names.ToHashSet(StringComparer.Ordinal);
        if (constraint.Parameters.FirstOrDefault(p => !given.Contains(p)) is { } missing)
            throw new ConstraintException($"{id} needs {missing}");
        return given.FirstOrDefault(name => !constraint.Parameters.Contains(name)) is { } unknown
            ? throw new ConstraintException($"{id} has no argument {unknown}")
            : call;
    }
}
