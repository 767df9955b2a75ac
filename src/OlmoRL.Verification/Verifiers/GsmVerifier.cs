using System.Text.RegularExpressions;
using OlmoRL.Rewards;

namespace OlmoRL.Verification.Verifiers;

/// <summary>Grade-school word problems: the last number of the completion is the answer (Cobbe et al. 2021, arXiv 2110.14168).</summary>
/// <remarks>Numbers are compared by value, so 18.0 is 18; the sign belongs to the number where it does not stand between two.</remarks>
public sealed partial class GsmVerifier : IVerifier
{
    private const int PatternMilliseconds = 200;

    /// <inheritdoc/>
    public ValueTask<Verdict> VerifyAsync(VerificationRequest request, CancellationToken cancellation) =>
        ValueTask.FromResult(Verify(request));

    private static Verdict Verify(VerificationRequest request)
    {
        var gold = LastNumber(request.GroundTruth);
        var answer = LastNumber(request.Completion);
        request.Trace?.Add($"last numbers: {answer ?? "none"}, ground truth {gold ?? "none"}");
        if (gold is null || answer is null)
            return string.Equals(request.Completion.Trim(), request.GroundTruth.Trim(), StringComparison.OrdinalIgnoreCase)
                ? new Verdict.Correct() : new Verdict.Incorrect(answer is null ? "no number" : $"{answer} is not {Excerpt.Of(request.GroundTruth)}");
        var same = RationalNumber.TryParse(gold, out var g) && RationalNumber.TryParse(answer, out var a) ? g == a : gold == answer;
        return same ? new Verdict.Correct() : new Verdict.Incorrect($"{Excerpt.Of(answer)} is not {Excerpt.Of(gold)}");
    }

    private static string? LastNumber(string text) =>
        NumberPattern().Match(text) is { Success: true } match ? match.Value.Replace(",", "", StringComparison.Ordinal) : null;

    /// <summary>Read from the end: digits with a decimal part and groups, a minus sign unless it follows a digit or letter.</summary>
    [GeneratedRegex(@"((?<![\w)])-)?(\d+(,\d{3})*(\.\d+)?|\.\d+)", RegexOptions.RightToLeft | RegexOptions.CultureInvariant, PatternMilliseconds)]
    private static partial Regex NumberPattern();
}
