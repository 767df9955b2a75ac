using OlmoRL.Rewards;

namespace OlmoRL.Verification.Verifiers;

/// <summary>Compares the answer line with the ground truth as exact rationals.</summary>
public sealed class ArithmeticVerifier : IVerifier
{
    /// <inheritdoc/>
    public ValueTask<Verdict> VerifyAsync(VerificationRequest request, CancellationToken cancellation) =>
        ValueTask.FromResult(Verify(request));

    private static Verdict Verify(VerificationRequest request)
    {
        if (!RationalNumber.TryParse(request.GroundTruth, out var expected))
            return new Verdict.Failed($"the ground truth is not a number: {Excerpt.Of(request.GroundTruth)}");
        if (AnswerLine.Extract(request.Completion) is not { } answer)
            return new Verdict.Incorrect("no answer line");
        if (!RationalNumber.TryParse(answer, out var stated))
            return new Verdict.Incorrect($"not a number: {Excerpt.Of(answer)}");
        return stated == expected ? new Verdict.Correct() : new Verdict.Incorrect($"{stated} is not {expected}");
    }
}
