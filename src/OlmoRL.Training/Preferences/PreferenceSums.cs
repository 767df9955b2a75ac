using static TorchSharp.torch;

namespace OlmoRL.Training.Preferences;

/// <summary>Adds up what the pairs of a batch gave, over micro-batches.</summary>
internal sealed class PreferenceSums
{
    private int _pairs;
    private double _loss;
    private double _chosenLogProb;
    private double _rejectedLogProb;
    private double _chosenReward;
    private double _rejectedReward;
    private double _accurate;

    /// <summary>Mean over the pairs so far.</summary>
    public double MeanLoss => _loss / Math.Max(1, _pairs);

    /// <summary>Takes the pairs of a micro-batch.</summary>
    public void Add(PairLogProbs policy, PreferenceLossResult result)
    {
        static double Sum(Tensor values) => values.detach().sum().item<float>();
        _pairs += (int)result.Loss.shape[0];
        _loss += Sum(result.Loss);
        _chosenLogProb += Sum(policy.Chosen);
        _rejectedLogProb += Sum(policy.Rejected);
        _chosenReward += Sum(result.ChosenReward);
        _rejectedReward += Sum(result.RejectedReward);
        _accurate += Sum((result.ChosenReward > result.RejectedReward).to_type(ScalarType.Float32));
    }

    /// <summary>Means over pairs by documented name.</summary>
    public Dictionary<string, double> Metrics(string area)
    {
        double Mean(double sum) => sum / Math.Max(1, _pairs);
        return new Dictionary<string, double>
        {
            [$"{area}/loss"] = MeanLoss,
            [$"{area}/logprob_chosen"] = Mean(_chosenLogProb),
            [$"{area}/logprob_rejected"] = Mean(_rejectedLogProb),
            [$"{area}/reward_chosen"] = Mean(_chosenReward),
            [$"{area}/reward_rejected"] = Mean(_rejectedReward),
            [$"{area}/reward_average"] = Mean(_chosenReward + _rejectedReward) / 2,
            [$"{area}/reward_margin"] = Mean(_chosenReward - _rejectedReward),
            [$"{area}/reward_accuracy"] = Mean(_accurate),
        };
    }
}
