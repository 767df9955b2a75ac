using OlmoRL.Recipes;
using OlmoRL.Rewards;

namespace OlmoRL.Verification.Verifiers.Format;

/// <summary>Options of the repetition check.</summary>
public sealed record RepetitionOptions : VerifierOptions
{
    /// <summary>Words in a row that count as one phrase.</summary>
    public int PhraseLength { get; init; } = 4;

    /// <summary>Share of phrases that may have occurred before.</summary>
    public double MaxShare { get; init; } = 0.2;

    /// <inheritdoc/>
    public override IEnumerable<RecipeProblem> Validate()
    {
        if (PhraseLength < 1)
            yield return RecipeProblem.NotAllowed(nameof(PhraseLength), PhraseLength, "at least 1");
        if (MaxShare is < 0 or >= 1)
            yield return RecipeProblem.NotAllowed(nameof(MaxShare), MaxShare, "from 0, below 1");
    }
}

/// <summary>Accepts a completion, thinking included, unless too many of its phrases are repeated.</summary>
/// <remarks>The share is 1 − different phrases / phrases, in any letter case. A text shorter than one phrase repeats nothing.</remarks>
public sealed class RepetitionVerifier(RepetitionOptions options) : IVerifier
{
    /// <inheritdoc/>
    public ValueTask<Verdict> VerifyAsync(VerificationRequest request, CancellationToken cancellation)
    {
        var share = RepeatedShare(request.Completion);
        request.Trace?.Add(FormattableString.Invariant($"{100 * share:F1} % of phrases of {options.PhraseLength} words are repeated"));
        return ValueTask.FromResult<Verdict>(share <= options.MaxShare
            ? new Verdict.Correct()
            : new Verdict.Incorrect(FormattableString.Invariant($"{100 * share:F0} % of phrases are repeated")));
    }

    private double RepeatedShare(string text)
    {
        var words = text.ToUpperInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var count = words.Length - options.PhraseLength + 1;
        if (count < 1)
            return 0;
        var different = Enumerable.Range(0, count).Select(i => string.Join(' ', words, i, options.PhraseLength)).Distinct(StringComparer.Ordinal).Count();
        return 1 - ((double)different / count);
    }
}
