using OlmoRL.Rewards;
using OlmoRL.Verification.Verifiers;

namespace OlmoRL.Verification.Instructions;

/// <summary>Grades the final text, thinking left out, by the constraints of its row.</summary>
/// <remarks>A row that names an unknown constraint, or lacks an argument, is Failed: nothing is made up in its place.</remarks>
public sealed class InstructionVerifier(InstructionOptions options) : IVerifier
{
    /// <inheritdoc/>
    public ValueTask<Verdict> VerifyAsync(VerificationRequest request, CancellationToken cancellation) =>
        ValueTask.FromResult(Verify(request));

    private Verdict Verify(VerificationRequest request)
    {
        try
        {
            var calls = InstructionTarget.Read(request.GroundTruth, request.Row);
            var response = FinalText.AfterThinking(request.Completion);
            if (response.Length == 0)
                return new Verdict.Incorrect("nothing after the thinking");
            var unmet = new List<string>();
            foreach (var call in calls)
            {
                var met = options.Loose ? call.IsMetLoosely(response) : call.IsMetStrictly(response);
                request.Trace?.Add($"{call.Constraint.Id}: {(met ? "met" : "not met")} ({call.Constraint.Rule})");
                if (!met)
                    unmet.Add(call.Constraint.Id);
            }

            return unmet.Count == 0 ? new Verdict.Correct()
                : options.Score == InstructionScore.All || unmet.Count == calls.Count ? new Verdict.Incorrect($"not met: {string.Join(", ", unmet)}")
                : new Verdict.Correct(1.0 - ((double)unmet.Count / calls.Count));
        }
        catch (ConstraintException problem)
        {
            return new Verdict.Failed(problem.Message);
        }
    }
}
