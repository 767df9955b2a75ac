using OlmoRL.Recipes;
using OlmoRL.Rewards;

namespace OlmoRL.Verification.Verifiers.Format;

/// <summary>Options of the soft overlong penalty.</summary>
public sealed record SoftOverlongOptions : VerifierOptions
{
    /// <summary>Tokens at which the penalty is whole.</summary>
    public int MaxTokens { get; init; } = 20_480;

    /// <summary>Tokens before that over which it grows from 0.</summary>
    public int Margin { get; init; } = 4096;

    /// <inheritdoc/>
    public override IEnumerable<RecipeProblem> Validate()
    {
        if (MaxTokens < 1)
            yield return RecipeProblem.NotAllowed(nameof(MaxTokens), MaxTokens, "at least 1");
        if (Margin < 1 || Margin > MaxTokens)
            yield return RecipeProblem.NotAllowed(nameof(Margin), Margin, $"1 to max_tokens, {MaxTokens}");
    }
}

/// <summary>Scores how far a completion is into the margin before its greatest length (DAPO, arXiv 2503.14476, equation 13).</summary>
/// <remarks>The score is the size of the penalty: a reward term gives it `weight = -1`. A short completion scores 0.</remarks>
public sealed class SoftOverlongVerifier(SoftOverlongOptions options) : IVerifier
{
    /// <inheritdoc/>
    public ValueTask<Verdict> VerifyAsync(VerificationRequest request, CancellationToken cancellation) => ValueTask.FromResult(Verify(request));

    private Verdict Verify(VerificationRequest request)
    {
        if (request.TokenCount is not { } length)
            return new Verdict.Failed("the number of tokens is not known");
        var excess = length - (options.MaxTokens - options.Margin);
        return excess > 0 ? new Verdict.Correct(Math.Min(1, (double)excess / options.Margin)) : new Verdict.Incorrect("not overlong");
    }
}
