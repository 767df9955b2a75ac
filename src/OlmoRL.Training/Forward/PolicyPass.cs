using OlmoRL.Batching;
using OlmoRL.Models;
using OlmoRL.Models.Attention;
using OlmoRL.Training.Optimization;
using TorchSharp;
using static TorchSharp.torch;

namespace OlmoRL.Training.Forward;

/// <summary>One forward pass over packed rows and its backward pass: log-probs of the trained tokens out, gradients in.</summary>
/// <remarks>
/// The loss is a function of <see cref="LogProbs"/>, a leaf; <see cref="Backward"/> carries its gradient through the
/// vocabulary in chunks and, with checkpointing, through each layer computed again from its kept input.
/// </remarks>
public sealed class PolicyPass : IDisposable
{
    private readonly DisposeScope _scope;
    private readonly TrainedModel _model;
    private readonly VocabularyHead _head;
    private readonly ILayerAttention _attention;
    private readonly RotaryRows _rotary;
    private readonly Tensor _tokens; // [rows, seq]
    private readonly Tensor _predictors; // [trained]
    private readonly Tensor _targets; // [trained]
    private readonly List<Tensor> _layerInputs = []; // [rows, seq, hidden] each, with checkpointing
    private readonly Tensor _last; // the last layer's output, [rows, seq, hidden]
    private readonly Tensor _normed; // [trained, hidden]

    /// <summary>Runs the forward pass; what it keeps for the backward pass lives until it is disposed.</summary>
    /// <param name="model">The policy.</param>
    /// <param name="batch">Rows with at least one trained token.</param>
    /// <param name="temperature">What the engine divided logits by.</param>
    /// <param name="options">Memory.</param>
    public PolicyPass(TrainedModel model, PackedBatch batch, double temperature, ForwardOptions options)
    {
        _model = model;
        var compute = model.Compute;
        var device = compute.Weights.Embedding.device;
        _scope = NewDisposeScope();
        Tensor Rows(long[] values) => tensor(values, batch.RowCount, batch.RowLength, device: device);
        _head = new VocabularyHead(compute.Weights.Head, temperature, options.LogitsPerChunk);
        _attention = PackedAttention.For(compute.Config, batch.Documents, batch.RowLength, device);
        _rotary = compute.Rotary(Rows(batch.Positions));
        _tokens = Rows(batch.TokenIds);
        (_predictors, _targets) = (tensor(batch.Predictors, device: device), tensor(batch.Targets, device: device));
        _last = options.Checkpointing ? ForwardKeepingInputs() : ForwardKeepingAll();

        // Only the states that predict a trained token meet the vocabulary.
        _normed = compute.FinalNorm(_last.flatten(0, 1).index_select(0, _predictors));
        (LogProbs, Entropy) = _head.Forward(_normed.detach(), _targets);
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
        var device = model.Weights.Embedding.device;
        Tensor Rows(long[] values) => tensor(values, batch.RowCount, batch.RowLength, device: device);
        var attention = PackedAttention.For(model.Config, batch.Documents, batch.RowLength, device);
        var hidden = model.Forward(Rows(batch.TokenIds), Rows(batch.Positions), attention);
        var normed = model.FinalNorm(hidden.flatten(0, 1).index_select(0, tensor(batch.Predictors, device: device)));
        var head = new VocabularyHead(model.Weights.Head, temperature, options.LogitsPerChunk);
        return head.Forward(normed, tensor(batch.Targets, device: device)).LogProbs.MoveToOuterDisposeScope();
    }

    /// <summary>Adds the gradient of a scalar loss of <see cref="LogProbs"/> to the master weights' gradients.</summary>
    public void Backward(Tensor loss)
    {
        using var scope = NewDisposeScope();
        loss.backward();
        _normed.backward(
            [_head.Backward(_normed.detach(), _targets, LogProbs.grad!, _model.Master.Weights.HeadGradient!)]);
        if (_layerInputs.Count > 0)
            BackwardThroughLayers();
        _model.CollectGradients();
    }

    /// <inheritdoc/>
    public void Dispose() => _scope.Dispose();

    private Tensor ForwardKeepingAll()
    {
        using var guard = enable_grad();
        using var scope = NewDisposeScope();
        var hidden = _model.Compute.Embed(_tokens);
        for (var i = 0; i < _model.Compute.Config.LayerCount; i++)
            hidden = _model.Compute.Layer(i, hidden, _rotary, _attention);
        return hidden.MoveToOuterDisposeScope();
    }

    private Tensor ForwardKeepingInputs()
    {
        using var guard = no_grad();
        var hidden = _model.Compute.Embed(_tokens);
        for (var i = 0; i < _model.Compute.Config.LayerCount; i++)
        {
            _layerInputs.Add(hidden);
            hidden = _model.Compute.Layer(i, hidden, _rotary, _attention);
        }

        return hidden.requires_grad_();
    }

    private void BackwardThroughLayers()
    {
        var gradient = _last.grad!;
        for (var i = _layerInputs.Count - 1; i >= 0; i--)
        {
            using var scope = NewDisposeScope();
            var input = _layerInputs[i].detach().requires_grad_();
            _model.Compute.Layer(i, input, _rotary, _attention).backward([gradient]);
            gradient.Dispose();
            gradient = input.grad!.MoveToOuterDisposeScope();
        }

        _model.Compute.Embed(_tokens).backward([gradient]);
    }
}
