using OlmoRL.Advantages;
using OlmoRL.Rollouts;

namespace OlmoRL.Flow;

/// <summary>Counts what finished since the last step: groups by signal, rewards, lengths.</summary>
public sealed class StepTally
{
    private readonly Dictionary<GroupSignal, int> _signals = [];
    private int _rollouts;
    private int _verified;
    private int _solved;
    private int _stopped;
    private int _dropped;
    private double _rewards;
    private double _assigned;
    private long _tokens;

    /// <summary>Groups that finished, with or without a signal.</summary>
    public int FinishedGroups => _signals.Values.Sum();

    /// <summary>Takes a finished group.</summary>
    public void Add(RolloutGroup group, GroupSignal signal)
    {
        _signals[signal] = _signals.GetValueOrDefault(signal) + 1;
        foreach (var rollout in group.Rollouts)
        {
            _rollouts++;
            _tokens += rollout.Completion.TokenCount;
            _stopped += rollout.Completion.FinishReason == FinishReason.Stop ? 1 : 0;
            if (rollout.Reward is not { } reward)
                continue;
            _verified++;
            _rewards += reward;
            _assigned += rollout.AssignedReward ?? 0;
            _solved += rollout.Solved ? 1 : 0;
        }
    }

    /// <summary>Counts groups thrown away because they got too old.</summary>
    public void AddDropped(int groups) => _dropped += groups;

    /// <summary>The step's figures by documented name.</summary>
    public void WriteTo(IDictionary<string, double> metrics)
    {
        var groups = Math.Max(1, FinishedGroups);
        metrics["rollout/reward_mean"] = _rewards / Math.Max(1, _verified);
        metrics["rollout/assigned_reward_mean"] = _assigned / Math.Max(1, _verified);
        metrics["rollout/solve_rate"] = (double)_solved / Math.Max(1, _verified);
        metrics["rollout/stop_rate"] = (double)_stopped / Math.Max(1, _rollouts);
        metrics["rollout/length_mean"] = (double)_tokens / Math.Max(1, _rollouts);
        metrics["rollout/tokens"] = _tokens;
        metrics["rollout/verification_failed"] = _rollouts - _verified;
        metrics["groups/finished"] = FinishedGroups;
        metrics["groups/filtered_share"] = 1 - (double)_signals.GetValueOrDefault(GroupSignal.Mixed) / groups;
        metrics["groups/filtered_unsolved"] = _signals.GetValueOrDefault(GroupSignal.Unsolved);
        metrics["groups/filtered_solved"] = _signals.GetValueOrDefault(GroupSignal.Solved);
        metrics["groups/filtered_unverified"] = _signals.GetValueOrDefault(GroupSignal.Unverified);
        metrics["groups/dropped_stale"] = _dropped;
    }

    /// <summary>Starts the next step's count.</summary>
    public void Clear()
    {
        _signals.Clear();
        (_rollouts, _verified, _solved, _stopped, _dropped, _rewards, _assigned, _tokens) = (0, 0, 0, 0, 0, 0, 0, 0);
    }
}
