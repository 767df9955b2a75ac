using System.Globalization;

namespace OlmoRL.Verification.Algebra;

/// <summary>What an answer was read as, in words for an explanation.</summary>
internal static class AnswerDescription
{
    public static string Of(AnswerValue value) => value switch
    {
        AnswerValue.Single(var scalar, var percent, var unit) => Of(scalar) + (percent ? " percent" : "") + (unit.Length > 0 ? $", unit {unit}" : ""),
        AnswerValue.Tuple(var open, var entries, var close) => $"{open}{List(entries)}{close}",
        AnswerValue.Ratio(var parts) => string.Join(" : ", parts.Select(Of)),
        AnswerValue.Collection(var elements, var braced) => braced ? $"the set {{{List(elements)}}}" : $"the answers {List(elements)}",
        AnswerValue.Reals(var set, _) => set.Pieces.Count == 0 ? "no real number" : string.Join(" or ", set.Pieces.Select(Of)),
        AnswerValue.Matrix(var rows) => string.Join("; ", rows.Select(List)),
        AnswerValue.Equation(var left, var right, var named) => named ? $"{Of(right)}, named" : $"{Of(left)} = {Of(right)}",
        AnswerValue.Inequality(_, var orEqual) => orEqual ? "an inequality" : "a strict inequality",
        _ => "not equal",
    };

    private static string List(IReadOnlyList<AnswerValue> values) => string.Join(", ", values.Select(Of));

    private static string Of(RealInterval piece) =>
        $"{(piece.LowClosed ? '[' : '(')}{Of(piece.Low)}, {Of(piece.High)}{(piece.HighClosed ? ']' : ')')}";

    private static string Of(Scalar scalar) => scalar.Infinite != 0 ? scalar.Infinite > 0 ? "infinity" : "minus infinity"
        : scalar.Exact is { } exact ? exact.ToString()
        : scalar.Real is { } real ? $"about {real.ToString("G12", CultureInfo.InvariantCulture)}"
        : scalar.HasSymbol ? "an expression with variables" : "a number";
}
