using System.Text.RegularExpressions;
using OlmoRL.Rewards;
using OlmoRL.Rollouts;

namespace OlmoRL.Verification;

/// <summary>Grades a completion against the recipe's gates, its row's targets and the recipe's other terms.</summary>
/// <remarks>A failed verification fails the grade; whoever asked tries once more, elsewhere if there is an elsewhere.</remarks>
public sealed class TargetGrader(
    VerifierRegistry registry, RewardComposition composition, TimeSpan limit, TimeProvider time)
{
    /// <summary>The joint grade.</summary>
    /// <param name="completion">What is graded; each target puts its own ground truth in.</param>
    /// <param name="targets">The row's.</param>
    public async Task<Grade> GradeAsync(
        VerificationRequest completion, IReadOnlyList<VerifierTarget> targets, CancellationToken cancellation)
    {
        var gates = new Sum();
        if (!await AddAsync(gates, completion, composition.Gates, cancellation).ConfigureAwait(false) || !gates.AllMet)
            return gates.ToGrade(composition, gates.AllMet);
        var row = new Sum(gates);
        if (!await AddAsync(row, completion, targets, cancellation).ConfigureAwait(false))
            return row.ToGrade(composition, solved: false);
        var all = new Sum(row);
        _ = await AddAsync(all, completion, composition.Additions, cancellation).ConfigureAwait(false);
        return all.ToGrade(composition, row.AllMet);
    }

    /// <summary>Adds verdicts until one fails; false when one did.</summary>
    private async Task<bool> AddAsync(
        Sum sum, VerificationRequest completion, IReadOnlyList<VerifierTarget> targets, CancellationToken cancellation)
    {
        foreach (var target in targets)
        {
            var began = time.GetTimestamp();
            var request = completion with { GroundTruth = target.GroundTruth };
            var verdict = await VerifyAsync(target.Verifier, request, cancellation).ConfigureAwait(false);
            sum.Add(target, verdict, time.GetElapsedTime(began));
            if (verdict is Verdict.Failed)
                return false;
        }

        return true;
    }

    /// <summary>
    /// A verifier's exception, or its time limit, is our failure and not the completion's; a pattern's time limit is the
    /// completion's doing.
    /// </summary>
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
        catch (RegexMatchTimeoutException)
        {
            return new Verdict.Incorrect("the text keeps a pattern busy beyond its time limit");
        }
        catch (Exception fault) when (!cancellation.IsCancellationRequested)
        {
            return new Verdict.Failed($"{fault.GetType().Name}: {fault.Message}");
        }
    }

    /// <summary>A running weighted sum that starts from what was asked before.</summary>
    private sealed class Sum(Sum? before = null)
    {
        private readonly List<string> _reasons = before?._reasons ?? [];
        private readonly List<Verification> _verifications = before?._verifications ?? [];
        private double _reward = before?._reward ?? 0;
        private bool _failed;

        /// <summary>Every target added here was met in full; what came before is not asked.</summary>
        public bool AllMet { get; private set; } = true;

        public void Add(VerifierTarget target, Verdict verdict, TimeSpan elapsed)
        {
            var score = verdict switch
            {
                Verdict.Correct correct => correct.Score,
                Verdict.Incorrect => 0,
                _ => (double?)null,
            };
            _verifications.Add(new Verification(target.Verifier, elapsed, score));
            AllMet &= score >= 1;
            _failed |= score is null;
            _reward += target.Weight * score ?? 0;
            if (verdict is Verdict.Incorrect(var reason))
                _reasons.Add(reason);
            if (verdict is not Verdict.Failed(var fault))
                return;
            _reasons.Clear();
            _reasons.Add($"{target.Verifier}: {fault}");
        }

        public Grade ToGrade(RewardComposition composition, bool solved) => new(
            _failed ? null : composition.Clip(_reward), solved && !_failed, string.Join("; ", _reasons), _verifications);
    }
}
