using OlmoRL.Recipes;
using OlmoRL.Rewards;
using OlmoRL.Verification.Instructions.Text;

namespace OlmoRL.Verification.Verifiers.Format;

/// <summary>Options of language consistency.</summary>
public sealed record LanguageConsistencyOptions : VerifierOptions
{
    /// <summary>An ISO 639-1 code; empty is the language of the prompt.</summary>
    public string Language { get; init; } = "";

    /// <summary>Least length of a paragraph in characters that has a language; shorter ones are not looked at.</summary>
    public int MinLength { get; init; } = 40;

    /// <inheritdoc/>
    public override IEnumerable<RecipeProblem> Validate()
    {
        if (MinLength < 1)
            yield return RecipeProblem.NotAllowed(nameof(MinLength), MinLength, "at least 1");
    }
}

/// <summary>Scores the share of a completion, thinking included, that is in the wanted language (DeepSeek-R1, arXiv 2501.12948, section 2.3.2).</summary>
/// <remarks>By lines, each weighted by its length. With no line long enough nothing is inconsistent.</remarks>
public sealed class LanguageConsistencyVerifier(LanguageConsistencyOptions options) : IVerifier
{
    /// <inheritdoc/>
    public ValueTask<Verdict> VerifyAsync(VerificationRequest request, CancellationToken cancellation)
    {
        var wanted = options.Language.Length > 0 ? options.Language : DetectedLanguage.Of(request.Prompt);
        if (wanted is null)
            return ValueTask.FromResult<Verdict>(new Verdict.Failed("the prompt has no language to be consistent with"));
        string[] lines = [.. request.Completion.Split('\n').Where(l => l.Length >= options.MinLength)];
        var total = lines.Sum(l => (double)l.Length);
        var share = total == 0 ? 1 : lines.Where(l => DetectedLanguage.Is(l, wanted)).Sum(l => l.Length) / total;
        request.Trace?.Add(FormattableString.Invariant($"{100 * share:F0} % of {lines.Length} lines is in {wanted}"));
        return ValueTask.FromResult<Verdict>(share > 0 ? new Verdict.Correct(share) : new Verdict.Incorrect($"not in {wanted}"));
    }
}
