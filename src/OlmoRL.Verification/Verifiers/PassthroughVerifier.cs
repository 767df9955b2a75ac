using OlmoRL.Rewards;

namespace OlmoRL.Verification.Verifiers;

/// <summary>Earns nothing: for rows whose reward comes from elsewhere.</summary>
public sealed class PassthroughVerifier : IVerifier
{
    /// <inheritdoc/>
    public ValueTask<Verdict> VerifyAsync(VerificationRequest request, CancellationToken cancellation) =>
        ValueTask.FromResult<Verdict>(new Verdict.Incorrect("this row earns nothing here"));
}
