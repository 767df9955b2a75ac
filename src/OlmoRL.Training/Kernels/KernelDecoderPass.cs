using OlmoRL.Batching;
using OlmoRL.Models;
using OlmoRL.Models.Attention;
using OlmoRL.Models.Native;
using OlmoRL.Training.Forward;
using OlmoRL.Training.Optimization;
using TorchSharp;
using static TorchSharp.torch;

namespace OlmoRL.Training.Kernels;

/// <summary>The decoder by our kernels for bf16 on CPUs, with a backward pass written by hand.</summary>
/// <remarks>With checkpointing, each layer is computed again from its kept input in the backward pass.</remarks>
internal sealed unsafe class KernelDecoderPass : IDecoderPass
{
    private readonly DisposeScope _scope;
    private readonly TrainedModel _model;
    private readonly PackedBatch _batch;
    private readonly LayerKernel _layers;
    private readonly List<Tensor> _inputs = []; // of each layer, [tokens, hidden]
    private readonly List<LayerActivations> _kept = []; // of each layer, without checkpointing
    private readonly Tensor _predictors; // [trained]
    private readonly Tensor _selected; // before the final norm, [trained, hidden]
    private readonly Tensor _factors; // of the final norm, [trained]

    /// <summary>Runs the forward pass; what it keeps lives until it is disposed.</summary>
    public KernelDecoderPass(TrainedModel model, PackedBatch batch, bool checkpointing)
    {
        (_model, _batch) = (model, batch);
        _scope = NewDisposeScope();
        using var guard = no_grad();
        _layers = Layers(model.Compute, batch);
        _predictors = tensor(batch.Predictors);
        var hidden = model.Compute.Embed(tensor(batch.TokenIds));
        for (var i = 0; i < model.Compute.Config.LayerCount; i++)
        {
            var (output, kept) = _layers.Forward(i, model.Compute.Weights.Layers[i], hidden);
            _inputs.Add(hidden);
            hidden = output;
            if (checkpointing)
                kept.Dispose();
            else
                _kept.Add(kept);
        }

        (_selected, Normed, _factors) = Norm(model.Compute, hidden, _predictors);
        hidden.Dispose();
    }

    /// <inheritdoc/>
    public Tensor Normed { get; }

    /// <summary>The same without anything kept for a backward pass, in the caller's dispose scope.</summary>
    public static Tensor NormedOf(CausalLanguageModel model, PackedBatch batch)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var layers = Layers(model, batch);
        var hidden = model.Embed(tensor(batch.TokenIds));
        for (var i = 0; i < model.Config.LayerCount; i++)
        {
            var (output, kept) = layers.Forward(i, model.Weights.Layers[i], hidden);
            kept.Dispose();
            hidden.Dispose();
            hidden = output;
        }

        return Norm(model, hidden, tensor(batch.Predictors)).Normed.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Backward(Tensor gradient)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var masters = _model.Master.Weights;
        var hidden = NormBackward(gradient);
        for (var i = _inputs.Count - 1; i >= 0; i--)
        {
            var weights = _model.Compute.Weights.Layers[i];
            using var kept = _kept.Count > 0 ? _kept[i] : Again(i, weights);
            var below = _layers.Backward(i, weights, masters.Layers[i], kept, hidden);
            hidden.Dispose();
            _inputs[i].Dispose();
            hidden = below;
        }

        EmbeddingGradient.Add(_batch.TokenIds, TensorMemory.BFloats(hidden), _model.Compute.Config.HiddenSize, TensorMemory.Floats(masters.Embedding.grad!));
    }

    /// <inheritdoc/>
    public void Dispose() => _scope.Dispose();

    private static LayerKernel Layers(CausalLanguageModel model, PackedBatch batch) => new(
        model.Config, DocumentSpan.Cut(batch.Documents, batch.RowLength), model.Rotary(tensor(batch.Positions)), batch.Documents.Length);

    /// <summary>Only the states that predict a trained token meet the vocabulary.</summary>
    private static (Tensor Selected, Tensor Normed, Tensor Factors) Norm(CausalLanguageModel model, Tensor hidden, Tensor predictors)
    {
        var selected = hidden.index_select(0, predictors);
        var (normed, factors) = (empty_like(selected), empty(selected.shape[0], dtype: ScalarType.Float32));
        using var weights = new NormWeights(model.Weights.FinalNorm);
        new NormKernel(model.Config.RmsNormEpsilon).Forward(
            TensorMemory.BFloats(selected), weights, (int)selected.shape[0], TensorMemory.BFloats(normed), TensorMemory.Floats(factors));
        return (selected, normed, factors);
    }

    /// <summary>The gradient of the last layer's output, [tokens, hidden].</summary>
    private Tensor NormBackward(Tensor gradient)
    {
        using var scope = NewDisposeScope();
        using var weights = new NormWeights(_model.Compute.Weights.FinalNorm);
        var selected = empty_like(_selected);
        NormKernel.Backward(TensorMemory.BFloats(gradient), TensorMemory.BFloats(_selected), TensorMemory.Floats(_factors), weights,
            (int)selected.shape[0], TensorMemory.BFloats(selected));
        weights.AddTo(_model.Master.Weights.FinalNorm.grad!);
        return zeros(_batch.Documents.Length, selected.shape[1], dtype: ScalarType.BFloat16)
            .index_copy_(0, _predictors, selected).MoveToOuterDisposeScope();
    }

    private LayerActivations Again(int index, LayerWeights weights)
    {
        var (output, kept) = _layers.Forward(index, weights, _inputs[index]);
        output.Dispose();
        return kept;
    }
}
