using OlmoRL.Batching;
using OlmoRL.Models;
using OlmoRL.Models.Attention;
using OlmoRL.Training.Optimization;
using TorchSharp;
using static TorchSharp.torch;

namespace OlmoRL.Training.Forward;

/// <summary>The decoder by libtorch's operators and its automatic differentiation: any device, any type.</summary>
/// <remarks>With checkpointing, each layer is computed again from its kept input in the backward pass.</remarks>
internal sealed class AutogradDecoderPass : IDecoderPass
{
    private readonly DisposeScope _scope;
    private readonly TrainedModel _model;
    private readonly ILayerAttention _attention;
    private readonly RotaryRows _rotary;
    private readonly Tensor _tokens; // [rows, seq]
    private readonly List<Tensor> _layerInputs = []; // [rows, seq, hidden] each, with checkpointing
    private readonly Tensor _last; // the last layer's output, [rows, seq, hidden]
    private readonly Tensor _normed; // [trained, hidden]

    /// <summary>Runs the forward pass; what it keeps lives until it is disposed.</summary>
    public AutogradDecoderPass(TrainedModel model, PackedBatch batch, bool checkpointing)
    {
        _model = model;
        model.Differentiate();
        var compute = model.Compute;
        var device = compute.Weights.Embedding.device;
        _scope = NewDisposeScope();
        Tensor Rows(long[] values) => tensor(values, batch.RowCount, batch.RowLength, device: device);
        _attention = PackedAttention.For(compute.Config, batch.Documents, batch.RowLength, device);
        _rotary = compute.Rotary(Rows(batch.Positions));
        _tokens = Rows(batch.TokenIds);
        _last = checkpointing ? ForwardKeepingInputs() : ForwardKeepingAll();

        // Only the states that predict a trained token meet the vocabulary.
        _normed = compute.FinalNorm(_last.flatten(0, 1).index_select(0, tensor(batch.Predictors, device: device)));
        Normed = _normed.detach();
    }

    /// <inheritdoc/>
    public Tensor Normed { get; }

    /// <summary>The same without anything kept for a backward pass, in the caller's dispose scope.</summary>
    public static Tensor NormedOf(CausalLanguageModel model, PackedBatch batch)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var device = model.Weights.Embedding.device;
        Tensor Rows(long[] values) => tensor(values, batch.RowCount, batch.RowLength, device: device);
        var attention = PackedAttention.For(model.Config, batch.Documents, batch.RowLength, device);
        var hidden = model.Forward(Rows(batch.TokenIds), Rows(batch.Positions), attention);
        return model.FinalNorm(hidden.flatten(0, 1).index_select(0, tensor(batch.Predictors, device: device))).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Backward(Tensor gradient)
    {
        using var scope = NewDisposeScope();
        _normed.backward([gradient]);
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
