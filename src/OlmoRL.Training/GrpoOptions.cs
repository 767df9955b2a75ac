using OlmoRL.Objectives;
using OlmoRL.Training.Forward;
using OlmoRL.Training.Losses;
using OlmoRL.Training.Optimization;

namespace OlmoRL.Training;

/// <summary>How a step of reinforcement learning is computed.</summary>
public sealed record GrpoOptions
{
    /// <summary>Times that each mini-batch is gone through.</summary>
    public int EpochCount { get; init; } = 1;

    /// <summary>Most tokens, padding included, per forward and backward pass.</summary>
    public int MicroBatchTokens { get; init; } = 8192;

    /// <summary>What the engine divided logits by.</summary>
    public double Temperature { get; init; } = 1.0;

    /// <summary>The objective.</summary>
    public IPolicyLoss Loss { get; init; } = new ClippedSurrogateLoss(new ClipOptions());

    /// <summary>What the loss sum is divided by.</summary>
    public LossDenominator Denominator { get; init; } = LossDenominator.Token;

    /// <summary>Tokens per response under <see cref="LossDenominator.Constant"/>.</summary>
    public double DenominatorTokens { get; init; } = 1;

    /// <summary>Off-policy weights.</summary>
    public ImportanceOptions Importance { get; init; } = new();

    /// <summary>Penalty for leaving the reference.</summary>
    public KlOptions Kl { get; init; } = new();

    /// <summary>Share by which the reference follows the policy when it does (Polyak).</summary>
    public double ReferenceAlpha { get; init; } = 0.6;

    /// <summary>Steps between two moves of the reference; 0 never moves it.</summary>
    public int ReferenceEvery { get; init; }

    /// <summary>Memory of the passes.</summary>
    public ForwardOptions Forward { get; init; } = new();

    /// <summary>Precision, AdamW and guards.</summary>
    public ModelOptimizerOptions Optimizer { get; init; } = new();
}
