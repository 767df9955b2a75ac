using OlmoRL.Rewards;
using OlmoRL.Verification.Algebra;

namespace OlmoRL.Verification.Verifiers;

/// <summary>Compares a mathematical answer with the ground truth.</summary>
public sealed class MathVerifier(MathOptions options) : IVerifier
{
    /// <inheritdoc/>
    public ValueTask<Verdict> VerifyAsync(VerificationRequest request, CancellationToken cancellation) =>
        ValueTask.FromResult(Verify(request));

    private Verdict Verify(VerificationRequest request) => options.Mode switch
    {
        MathMode.Equivalence => ByMeaning(request),
        MathMode.Reference => ReferenceMath.Verify(request),
        _ => ReferenceMath.VerifyStrictly(request),
    };

    private Verdict ByMeaning(VerificationRequest request)
    {
        var gold = AnswerExtraction.Boxed(request.GroundTruth) ?? request.GroundTruth;
        foreach (var place in options.Places)
        {
            if (AnswerExtraction.At(place, request.Completion) is not { } answer)
            {
                request.Trace?.Add($"no answer at {place}");
                continue;
            }

            request.Trace?.Add($"answer at {place}: {Excerpt.Of(answer)}");
            return AnswerEquivalence.Same(gold, answer, request.Trace)
                ? new Verdict.Correct()
                : new Verdict.Incorrect($"{Excerpt.Of(answer.Trim())} is not {Excerpt.Of(gold)}");
        }

        return new Verdict.Incorrect("no answer");
    }
}
