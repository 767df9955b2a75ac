using OlmoRL.Advantages;
using OlmoRL.Rollouts;
using OlmoRL.Runs;

namespace OlmoRL.Flow;

/// <summary>Counts what finished since the last step: groups by signal, rewards, lengths.</summary>
public sealed class StepTally
{
    private readonly Dictionary<GroupSignal, int> _signals = [];
    private readonly Histogram _solveRates = new("groups/solve_rate_hist", 0.001, 0.25, 0.5, 0.75, 0.999);
    private readonly Histogram _advantages = new("rollout/advantage_hist", -1, -0.5, -0.1, 0.1, 0.5, 1);
    private int _rollouts;
    private int _verified;
    private int _solved;
    private int _stopped;
    private int _dropped;
    private int _passedOver;
    private double _rewards;
    private double _assigned;
    private double _lowest = double.PositiveInfinity;
    private double _highest = double.NegativeInfinity;
    private long _promptTokens;
    private long _solvedTokens;
    private int _shortest = int.MaxValue;
    private int _longest;
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
            var length = rollout.Completion.TokenCount;
            _tokens += length;
            _promptTokens += group.Prompt.TokenIds.Length;
            (_shortest, _longest) = (Math.Min(_shortest, length), Math.Max(_longest, length));
            _advantages.Add(rollout.Advantage);
            _stopped += rollout.Completion.FinishReason == FinishReason.Stop ? 1 : 0;
            if (rollout.Reward is not { } reward)
                continue;
            _verified++;
            _rewards += reward;
            _assigned += rollout.AssignedReward ?? 0;
            (_lowest, _highest) = (Math.Min(_lowest, reward), Math.Max(_highest, reward));
            _solved += rollout.Solved ? 1 : 0;
            _solvedTokens += rollout.Solved ? length : 0;
        }

        var verified = group.Rollouts.Count(r => r.Reward is not null);
        if (verified > 0)
            _solveRates.Add((double)group.Rollouts.Count(r => r.Solved) / verified);
    }

    /// <summary>Counts groups thrown away because they got too old.</summary>
    public void AddDropped(int groups) => _dropped += groups;

    /// <summary>Counts a prompt that was not sampled because it was solved before.</summary>
    public void AddPassedOver() => _passedOver++;

    /// <summary>The step's figures by documented name; rates and means of nothing are left out.</summary>
    public void WriteTo(IDictionary<string, double> metrics)
    {
        if (_verified > 0)
        {
            metrics["rollout/reward_mean"] = _rewards / _verified;
            metrics["rollout/assigned_reward_mean"] = _assigned / _verified;
            metrics["rollout/solve_rate"] = (double)_solved / _verified;
        }

        if (_rollouts > 0)
        {
            metrics["rollout/stop_rate"] = (double)_stopped / _rollouts;
            metrics["rollout/length_mean"] = (double)_tokens / _rollouts;
            metrics["groups/filtered_share"] = 1 - (double)_signals.GetValueOrDefault(GroupSignal.Mixed) / FinishedGroups;
        }

        metrics["rollout/tokens"] = _tokens;
        metrics["rollout/verification_failed"] = _rollouts - _verified;
        metrics["groups/finished"] = FinishedGroups;
        metrics["groups/filtered_unsolved"] = _signals.GetValueOrDefault(GroupSignal.Unsolved);
        metrics["groups/filtered_solved"] = _signals.GetValueOrDefault(GroupSignal.Solved);
        metrics["rollout/length_solved_mean"] = (double)_solvedTokens / Math.Max(1, _solved);
        metrics["rollout/length_unsolved_mean"] = (double)(_tokens - _solvedTokens) / Math.Max(1, _rollouts - _solved);
        metrics["rollout/length_max"] = _longest;
        metrics["rollout/length_min"] = _rollouts == 0 ? 0 : _shortest;
        metrics["rollout/prompt_length_mean"] = (double)_promptTokens / Math.Max(1, _rollouts);
        metrics["rollout/reward_min"] = _verified == 0 ? 0 : _lowest;
        metrics["rollout/reward_max"] = _verified == 0 ? 0 : _highest;
        metrics["rollout/reward_constant"] = _verified > 1 && _lowest == _highest ? 1 : 0;
        _solveRates.WriteTo(metrics);
        _advantages.WriteTo(metrics);
        metrics["groups/filtered_overlong"] = _signals.GetValueOrDefault(GroupSignal.Overlong);
        metrics["groups/filtered_unverified"] = _signals.GetValueOrDefault(GroupSignal.Unverified);
        metrics["groups/dropped_stale"] = _dropped;
        metrics["groups/passed_over"] = _passedOver;
    }

    /// <summary>Starts the next step's count.</summary>
    public void Clear()
    {
        _signals.Clear();
        _solveRates.Clear();
        _advantages.Clear();
        (_lowest, _highest, _shortest, _longest) = (double.PositiveInfinity, double.NegativeInfinity, int.MaxValue, 0);
        (_promptTokens, _solvedTokens, _passedOver) = (0, 0, 0);
        (_rollouts, _verified, _solved, _stopped, _dropped, _rewards, _assigned, _tokens) = (0, 0, 0, 0, 0, 0, 0, 0);
    }
}
