using System.Globalization;
using OlmoRL.Rewards;

namespace OlmoRL.Verification.Verifiers.Format;

/// <summary>Scores a completion's number of tokens by its distance from the ground truth, a number of tokens.</summary>
/// <remarks>The score is 1 − distance / tolerance, and 0 beyond, where the reference's goes below 0.</remarks>
/// <param name="onlyAbove">Whether a shorter completion scores 1.</param>
public sealed class LengthVerifier(LengthOptions options, bool onlyAbove) : IVerifier
{
    /// <inheritdoc/>
    public ValueTask<Verdict> VerifyAsync(VerificationRequest request, CancellationToken cancellation) => ValueTask.FromResult(Verify(request));

    private Verdict Verify(VerificationRequest request)
    {
        if (!int.TryParse(request.GroundTruth, NumberStyles.None, CultureInfo.InvariantCulture, out var target))
            return new Verdict.Failed($"the ground truth is not a number of tokens: {Excerpt.Of(request.GroundTruth)}");
        if (request.TokenCount is not { } length)
            return new Verdict.Failed("the number of tokens is not known");
        var distance = onlyAbove ? Math.Max(0, length - target) : Math.Abs(length - target);
        var score = 1 - ((double)distance / options.Tolerance);
        return score > 0 ? new Verdict.Correct(score) : new Verdict.Incorrect($"{length} tokens, not {target}");
    }
}
