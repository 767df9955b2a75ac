using OlmoRL.Rewards;

namespace OlmoRL.Verification.Verifiers;

/// <summary>Accepts any completion that states a number on an answer line, right or wrong.</summary>
public sealed class FormatVerifier : IVerifier
{
    /// <inheritdoc/>
    public ValueTask<Verdict> VerifyAsync(VerificationRequest request, CancellationToken cancellation) =>
        ValueTask.FromResult<Verdict>(
            AnswerLine.Extract(request.Completion) is { } answer && RationalNumber.TryParse(answer, out _)
                ? new Verdict.Correct()
                : new Verdict.Incorrect("no answer line with a number"));
}
