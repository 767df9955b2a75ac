using OlmoRL.Batching;
using OlmoRL.Models;
using OlmoRL.Training.Optimization;
using TorchSharp;
using static TorchSharp.torch;

namespace OlmoRL.Training.Forward;

/// <summary>One forward pass over packed rows and its backward pass: log-probs of the trained tokens out, gradients in.</summary>
/// <remarks>
/// The loss is a function of <see cref="LogProbs"/>, a leaf; <see cref="Backward"/> carries its gradient through the
/// vocabulary in chunks and then through the decoder.
/// </remarks>
public sealed class PolicyPass : IDisposable
{
    private readonly DisposeScope _scope;
    private readonly TrainedModel _model;
    private readonly VocabularyHead _head;
    private readonly IDecoderPass _decoder;
    private readonly Tensor _targets; // [trained]

    /// <summary>Runs the forward pass; what it keeps for the backward pass lives until it is disposed.</summary>
    /// <param name="model">The policy.</param>
    /// <param name="batch">Rows with at least one trained token.</param>
    /// <param name="temperature">What the engine divided logits by.</param>
    /// <param name="options">Memory.</param>
    public PolicyPass(TrainedModel model, PackedBatch batch, double temperature, ForwardOptions options)
    {
        _model = model;
        _scope = NewDisposeScope();
        _head = new VocabularyHead(model.Compute.Weights.Head, temperature, options.LogitsPerChunk);
        _targets = tensor(batch.Targets, device: model.Compute.Weights.Embedding.device);
        _decoder = DecoderPasses.Start(model, batch, options.Checkpointing);
        (LogProbs, Entropy) = _head.Forward(_decoder.Normed, _targets);
        _ = LogProbs.requires_grad_();
    }

    /// <summary>Log-prob of each trained token, fp32, [trained]; a leaf that takes the loss's gradient.</summary>
    public Tensor LogProbs { get; }

    /// <summary>Entropy in nats of the distribution each trained token was drawn from, fp32, [trained]; no gradient.</summary>
    public Tensor Entropy { get; }

    /// <summary>Log-probs without anything kept for a backward pass, [trained]; in the caller's dispose scope.</summary>
    public static Tensor LogProbsOf(
        CausalLanguageModel model, PackedBatch batch, double temperature, ForwardOptions options)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var head = new VocabularyHead(model.Weights.Head, temperature, options.LogitsPerChunk);
        var targets = tensor(batch.Targets, device: model.Weights.Embedding.device);
        return head.Forward(DecoderPasses.NormedOf(model, batch), targets).LogProbs.MoveToOuterDisposeScope();
    }

    /// <summary>Adds the gradient of a scalar loss of <see cref="LogProbs"/> to the master weights' gradients.</summary>
    public void Backward(Tensor loss)
    {
        using var scope = NewDisposeScope();
        loss.backward();
        _decoder.Backward(_head.Backward(_decoder.Normed, _targets, LogProbs, LogProbs.grad!, _model.Master.Weights.HeadGradient!));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _decoder.Dispose();
        _scope.Dispose();
    }
}
