using OlmoRL.Rewards;
using OlmoRL.Rollouts;

namespace OlmoRL.Verification;

/// <summary>What a completion earned over all its targets.</summary>
/// <param name="Reward">Weighted sum of scores; null when a verification failed.</param>
/// <param name="Solved">Every target was met in full.</param>
/// <param name="Reason">Why not, or why it failed.</param>
public sealed record Grade(double? Reward, bool Solved, string Reason);

/// <summary>Grades a completion against all its targets. A failed verification is tried once more, then it is no reward.</summary>
public sealed class TargetGrader(VerifierRegistry registry, TimeSpan limit, TimeProvider time)
{
    /// <summary>The joint grade.</summary>
    public async Task<Grade> GradeAsync(
        string prompt, string completion, IReadOnlyList<VerifierTarget> targets, string row, CancellationToken cancellation)
    {
        var reward = 0.0;
        var solved = true;
        var reasons = new List<string>();
        foreach (var target in targets)
        {
            var request = new VerificationRequest
            {
                Prompt = prompt,
                Completion = completion,
                GroundTruth = target.GroundTruth,
                Row = row,
            };
            var verdict = await VerifyAsync(target.Verifier, request, cancellation).ConfigureAwait(false);
            if (verdict is Verdict.Failed)
                verdict = await VerifyAsync(target.Verifier, request, cancellation).ConfigureAwait(false);
            switch (verdict)
            {
                case Verdict.Correct(var score):
                    reward += target.Weight * score;
                    solved &= score >= 1;
                    break;
                case Verdict.Incorrect(var reason):
                    solved = false;
                    reasons.Add(reason);
                    break;
                case Verdict.Failed(var reason):
                    return new Grade(null, false, $"{target.Verifier}: {reason}");
                default:
                    throw new System.Diagnostics.UnreachableException();
            }
        }

        return new Grade(reward, solved, string.Join("; ", reasons));
    }

    /// <summary>A verifier's exception, or its time limit, is our failure and not the completion's.</summary>
    private async Task<Verdict> VerifyAsync(string name, VerificationRequest request, CancellationToken cancellation)
    {
        using var timeout = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        try
        {
            var verdict = Task.Run(async () => await registry.Create(name).VerifyAsync(request, either.Token).ConfigureAwait(false), either.Token);
            return await verdict.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            return new Verdict.Failed($"{name} took longer than {limit}");
        }
        catch (Exception fault) when (!cancellation.IsCancellationRequested)
        {
            return new Verdict.Failed($"{fault.GetType().Name}: {fault.Message}");
        }
    }
}
