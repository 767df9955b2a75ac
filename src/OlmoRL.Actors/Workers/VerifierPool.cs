using Akka.Actor;
using OlmoRL.Actors.Messages;
using OlmoRL.Actors.Rollouts;
using OlmoRL.Flow;
using OlmoRL.Rewards;

namespace OlmoRL.Actors.Workers;

/// <summary>A coordinator's verifier workers: starts them, replaces those that die, and counts what they do.</summary>
/// <param name="start">Starts and watches a worker under a name.</param>
/// <param name="failureLimit">Share of failed verifications above which the run must stop.</param>
internal sealed class VerifierPool(Func<int, string, IActorRef> start, double failureLimit)
{
    /// <summary>Workers that may die in a run before it is the run that is broken.</summary>
    private const int MaxReplacements = 20;

    private readonly Dictionary<IActorRef, int> _workers = [];
    private readonly FailureBreaker _breaker = new(failureLimit);
    private int _replacements;

    /// <summary>Completions between engine and verdict.</summary>
    public ScoringQueue Queue { get; } = new();

    /// <summary>What the verifiers did since the last step.</summary>
    public VerifierTally Tally { get; } = new();

    /// <summary>Why the run must stop; null when it need not.</summary>
    public string? StopReason => _breaker.Reason;

    /// <summary>Starts so many workers.</summary>
    public void Start(int count)
    {
        for (var i = 0; i < count; i++)
            _workers.Add(start(i, $"verifier-{i}"), i);
    }

    /// <summary>Takes a verdict: true when it stands, false when the completion is tried once more.</summary>
    public bool Take(CompletionScored scored)
    {
        foreach (var verification in scored.Verifications)
            Tally.Add(verification.Verifier, verification.Seconds, verification.Score);
        if (!Queue.Take(scored))
        {
            Tally.AddRetried();
            return false;
        }

        _breaker.Add(scored.Reward is null ? scored.Reason : null);
        return true;
    }

    /// <summary>Whether a worker asked for work that this pool did not start: one of a node.</summary>
    public bool IsForeign(IActorRef worker) => !_workers.ContainsKey(worker);

    /// <summary>Starts another worker in the place of a lost one; null when the lost actor was no verifier, or too many were lost.</summary>
    /// <returns>Completions whose second try was lost too.</returns>
    public IReadOnlyList<CompletionScored>? Replace(IActorRef lost)
    {
        if (!_workers.Remove(lost, out var index) || ++_replacements > MaxReplacements)
            return null;
        _workers.Add(start(index, $"verifier-{index}-{_replacements}"), index);
        return Queue.Lose(lost);
    }
}
