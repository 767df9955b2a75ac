using OlmoRL.Training.Losses;
using static TorchSharp.torch;

namespace OlmoRL.Training;

/// <summary>Adds up what the micro-batches of a step report, weighted by token.</summary>
internal sealed class StepTotals
{
    private readonly Dictionary<string, double> _sums = [];
    private double _lossSum;
    private double _normSum;
    private double _largestMismatch;
    private int _tokens;
    private int _updates;
    private int _skipped;

    /// <summary>Takes a micro-batch: the loss's own sums, entropy, and how far engine and learner log-probs differ.</summary>
    public void Add(LossResult result, Tensor entropy, Tensor oldLogProbs, Tensor engineLogProbs)
    {
        using var guard = no_grad();
        foreach (var (name, sum) in result.Sums)
            Accumulate(name, sum);
        Accumulate("policy/entropy", entropy.sum());
        var difference = oldLogProbs - engineLogProbs;
        Accumulate("mismatch/logprob_abs_mean", difference.abs().sum());
        // KL of engine from learner by the k3 estimator: tokens are the engine's samples.
        Accumulate("mismatch/kl", (difference.exp() - 1 - difference).sum());
        _largestMismatch = Math.Max(_largestMismatch, difference.abs().max().item<float>());
    }

    /// <summary>Takes the end of one optimizer update.</summary>
    public void AddUpdate(double loss, double gradientNorm, int tokens, bool finite)
    {
        _lossSum += loss;
        _normSum += gradientNorm;
        _tokens += tokens;
        _updates++;
        _skipped += finite ? 0 : 1;
    }

    /// <summary>Means over the step's trained tokens.</summary>
    public StepResult ToResult(int computedTokens)
    {
        var metrics = _sums.ToDictionary(s => s.Key, s => s.Value / Math.Max(1, _tokens));
        metrics["mismatch/logprob_abs_max"] = _largestMismatch;
        return new StepResult(_lossSum / Math.Max(1, _updates), _normSum / Math.Max(1, _updates), _tokens, computedTokens,
            _skipped, metrics);
    }

    private void Accumulate(string name, Tensor sum) =>
        _sums[name] = _sums.GetValueOrDefault(name) + sum.to(ScalarType.Float64).item<double>();
}
