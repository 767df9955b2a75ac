namespace OlmoRL.Flow;

/// <summary>Counts what each verifier did since the last step: verdicts, scores, time.</summary>
public sealed class VerifierTally
{
    private readonly SortedDictionary<string, Figures> _verifiers = new(StringComparer.Ordinal);
    private int _retried;

    /// <summary>Counts one verification.</summary>
    /// <param name="seconds">How long it took.</param>
    /// <param name="score">Null when it failed.</param>
    public void Add(string verifier, double seconds, double? score)
    {
        var before = _verifiers.GetValueOrDefault(verifier);
        _verifiers[verifier] = new Figures(
            before.Verdicts + 1, before.Failed + (score is null ? 1 : 0), before.Score + (score ?? 0), before.Correct + (score > 0 ? 1 : 0),
            before.Seconds + seconds, Math.Max(before.Longest, seconds));
    }

    /// <summary>Counts a completion that was graded again because the first try failed.</summary>
    public void AddRetried() => _retried++;

    /// <summary>The step's figures by documented name.</summary>
    /// <param name="elapsed">Wall time since the last step.</param>
    public void WriteTo(IDictionary<string, double> metrics, TimeSpan elapsed)
    {
        metrics["verifier/retried"] = _retried;
        foreach (var (name, figures) in _verifiers)
        {
            var graded = Math.Max(1, figures.Verdicts - figures.Failed);
            metrics[$"verifier/{name}/verdicts"] = figures.Verdicts;
            metrics[$"verifier/{name}/failed"] = figures.Failed;
            metrics[$"verifier/{name}/score_mean"] = figures.Score / graded;
            metrics[$"verifier/{name}/correct_share"] = (double)figures.Correct / graded;
            metrics[$"verifier/{name}/verdicts_per_second"] = figures.Verdicts / Math.Max(1e-3, elapsed.TotalSeconds);
            metrics[$"time/verifier/{name}/seconds_mean"] = figures.Seconds / figures.Verdicts;
            metrics[$"time/verifier/{name}/seconds_max"] = figures.Longest;
        }
    }

    /// <summary>Starts the next step's count.</summary>
    public void Clear()
    {
        _verifiers.Clear();
        _retried = 0;
    }

    private readonly record struct Figures(int Verdicts, int Failed, double Score, int Correct, double Seconds, double Longest);
}
