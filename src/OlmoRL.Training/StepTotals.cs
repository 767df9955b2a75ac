using OlmoRL.Runs;
using OlmoRL.Training.Collectives;
using OlmoRL.Training.Health;
using OlmoRL.Training.Losses;
using OlmoRL.Training.Optimization;
using static TorchSharp.torch;

namespace OlmoRL.Training;

/// <summary>Adds up what the micro-batches of a step report, weighted by token.</summary>
internal sealed class StepTotals
{
    private readonly Dictionary<string, double> _sums = [];
    private readonly Histogram _ratios = new("policy/ratio_hist", TokenHealth.RatioEdges);
    private readonly Histogram _importance = new("policy/importance_hist", TokenHealth.RatioEdges);
    private readonly Dictionary<UpdateOutcome, int> _outcomes = [];
    private double _lossSum;
    private double _penaltySum;
    private double _normSum;
    private double _largestMismatch;
    private int _tokens;

    private int Updates => Math.Max(1, _outcomes.Values.Sum());

    /// <summary>Takes a micro-batch; returns its share of the update's loss.</summary>
    public double Add(LossInput input, PolicyLossResult result, Tensor entropy)
    {
        var sums = TokenHealth.Measure(input, result, entropy);
        foreach (var (name, sum) in sums.Named)
            _sums[name] = _sums.GetValueOrDefault(name) + sum;
        _ratios.Add(sums.RatioCounts);
        _importance.Add(sums.ImportanceCounts);
        _largestMismatch = Math.Max(_largestMismatch, sums.LargestMismatch);
        _penaltySum += sums.Penalty;
        return sums.Loss;
    }

    /// <summary>Takes the end of one optimizer update.</summary>
    public void AddUpdate(double loss, UpdateResult result, int tokens)
    {
        _lossSum += loss;
        _normSum += result.GradientNorm;
        _tokens += tokens;
        _outcomes[result.Outcome] = _outcomes.GetValueOrDefault(result.Outcome) + 1;
    }

    /// <summary>Adds what the other learners' micro-batches have reported; all learners call.</summary>
    public void Exchange(ICollective collective)
    {
        string[] names = [.. TokenHealth.Sums, .. TokenHealth.ReferenceSums];
        double[] known = [.. names.Select(n => _sums.ContainsKey(n) ? 1.0 : 0), .. names.Select(n => _sums.GetValueOrDefault(n)), _penaltySum];
        collective.Sum(known);
        for (var i = 0; i < names.Length; i++)
        {
            if (known[i] > 0)
                _sums[names[i]] = known[names.Length + i];
        }

        _penaltySum = known[^1];
        _largestMismatch = collective.Max(_largestMismatch);
        collective.Sum(_ratios.Counts);
        collective.Sum(_importance.Counts);
    }

    /// <summary>Means over the step's trained tokens.</summary>
    public StepResult ToResult(int computedTokens)
    {
        var metrics = _sums.ToDictionary(s => s.Key, s => s.Value / Math.Max(1, _tokens));
        if (metrics.Remove(TokenHealth.RatioSquared, out var ratioSquared))
            metrics["policy/ratio_variance"] = Math.Max(0, ratioSquared - Square(metrics["policy/ratio_mean"]));
        if (metrics.Remove(TokenHealth.MismatchSquared, out var mismatchSquared))
            metrics["mismatch/logprob_deviation"] = Math.Sqrt(Math.Max(0, mismatchSquared - Square(metrics["mismatch/logprob_mean"])));
        metrics["mismatch/logprob_abs_max"] = _largestMismatch;
        metrics["policy/kl_loss"] = _penaltySum / Updates;
        metrics["policy/surrogate_loss"] = (_lossSum - _penaltySum) / Updates;
        _ratios.WriteTo(metrics);
        _importance.WriteTo(metrics);
        return new StepResult(_lossSum / Updates, _normSum / Updates, _tokens, computedTokens,
            _outcomes.GetValueOrDefault(UpdateOutcome.NotFinite), _outcomes.GetValueOrDefault(UpdateOutcome.Spike), metrics);
    }

    private static double Square(double value) => value * value;
}
