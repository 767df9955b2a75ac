using OlmoRL.Models;
using OlmoRL.Models.Attention;
using OlmoRL.Models.Native;
using static TorchSharp.torch;

namespace OlmoRL.Training.Kernels;

/// <summary>One decoder layer and its gradient, libtorch's products with our kernels between them.</summary>
/// <remarks>
/// The arithmetic of <see cref="DecoderScript"/>, with fewer roundings: what lies between two products is computed in fp32
/// and rounded to bf16 once. Weights' gradients are added to fp32 sums.
/// </remarks>
/// <param name="config">Shape.</param>
/// <param name="spans">How the rows are cut into documents.</param>
/// <param name="rotary">Rotations of the tokens.</param>
/// <param name="tokens">Of all rows.</param>
internal sealed unsafe class LayerKernel(TransformerConfig config, DocumentSpan[] spans, RotaryRows rotary, int tokens)
{
    private readonly HeadShape _heads = HeadShape.Of(config);
    private readonly NormKernel _norm = new(config.RmsNormEpsilon);
    private readonly RotatedNormKernel _rotatedNorm = new(HeadShape.Of(config), config.RmsNormEpsilon);

    /// <summary>[tokens, hidden] to [tokens, hidden], with what the backward pass needs; both are the caller's.</summary>
    public (Tensor Output, LayerActivations Kept) Forward(int index, LayerWeights weights, Tensor input)
    {
        using var scope = NewDisposeScope();
        using NormWeights queryNorm = new(weights.QueryNorm), keyNorm = new(weights.KeyNorm);
        using NormWeights attentionNorm = new(weights.AttentionNorm), mlpNorm = new(weights.MlpNorm);

        var projected = MatrixProduct.Project(input, weights.QueryKeyValue);
        var (rotated, rotatedFactors) = (Rows(_heads.QueryKeySize), Factors(tokens, 2));
        _rotatedNorm.Forward(Bits(projected), queryNorm, keyNorm, Cos(index), Sin(index), tokens, Bits(rotated), Floats(rotatedFactors));

        var (attended, logSums) = (Rows(_heads.QuerySize), Factors(_heads.Heads, tokens));
        new DocumentAttentionKernel(spans, _heads, Window(index))
            .Forward(Bits(rotated), Bits(projected) + _heads.QueryKeySize, _heads.RowSize, Bits(attended), Floats(logSums), tokens);

        var attentionBranch = MatrixProduct.Project(attended, weights.Output);
        var (middle, attentionFactors) = (Rows(config.HiddenSize), Factors(tokens));
        _norm.Add(Bits(input), Bits(attentionBranch), attentionNorm, tokens, Bits(middle), Floats(attentionFactors));

        var gateUp = MatrixProduct.Project(middle, weights.GateUp);
        var product = Rows(config.IntermediateSize);
        SwiGluKernel.Forward(Bits(gateUp), tokens, config.IntermediateSize, Bits(product));

        var mlpBranch = MatrixProduct.Project(product, weights.Down);
        var (output, mlpFactors) = (Rows(config.HiddenSize), Factors(tokens));
        _norm.Add(Bits(middle), Bits(mlpBranch), mlpNorm, tokens, Bits(output), Floats(mlpFactors));

        var kept = new LayerActivations
        {
            Input = input,
            Projected = projected.MoveToOuterDisposeScope(),
            Rotated = rotated.MoveToOuterDisposeScope(),
            RotatedFactors = rotatedFactors.MoveToOuterDisposeScope(),
            Attended = attended.MoveToOuterDisposeScope(),
            LogSums = logSums.MoveToOuterDisposeScope(),
            AttentionBranch = attentionBranch.MoveToOuterDisposeScope(),
            AttentionFactors = attentionFactors.MoveToOuterDisposeScope(),
            Middle = middle.MoveToOuterDisposeScope(),
            GateUp = gateUp.MoveToOuterDisposeScope(),
            MlpBranch = mlpBranch.MoveToOuterDisposeScope(),
            MlpFactors = mlpFactors.MoveToOuterDisposeScope(),
        };
        return (output.MoveToOuterDisposeScope(), kept);
    }

    /// <summary>The gradient of the input, [tokens, hidden], the caller's; adds the weights' gradients to the masters'.</summary>
    /// <param name="index">The layer.</param>
    /// <param name="weights">What forward read.</param>
    /// <param name="masters">Whose gradients are added to.</param>
    /// <param name="kept">From forward; overwritten.</param>
    /// <param name="gradient">Of the output, [tokens, hidden].</param>
    public Tensor Backward(int index, LayerWeights weights, LayerWeights masters, LayerActivations kept, Tensor gradient)
    {
        using var scope = NewDisposeScope();
        var middle = MlpBackward(weights, masters, kept, gradient);

        using var attentionNorm = new NormWeights(weights.AttentionNorm);
        var branch = Rows(config.HiddenSize);
        NormKernel.Backward(Bits(middle), Bits(kept.AttentionBranch), Floats(kept.AttentionFactors), attentionNorm, tokens, Bits(branch));
        attentionNorm.AddTo(masters.AttentionNorm.grad!);
        MatrixProduct.AddWeightGradient(branch, kept.Attended, masters.Output.grad!);
        var attended = MatrixProduct.InputGradient(branch, weights.Output);

        var projected = Rows(_heads.RowSize);
        new DocumentAttentionGradient(spans, _heads, Window(index)).Backward(
            Bits(kept.Rotated), Bits(kept.Projected) + _heads.QueryKeySize, _heads.RowSize, Bits(kept.Attended), Floats(kept.LogSums),
            Bits(attended), Bits(projected), tokens);

        using NormWeights queryNorm = new(weights.QueryNorm), keyNorm = new(weights.KeyNorm);
        _rotatedNorm.Backward(Bits(projected), Bits(kept.Projected), Floats(kept.RotatedFactors), queryNorm, keyNorm, Cos(index), Sin(index), tokens);
        queryNorm.AddTo(masters.QueryNorm.grad!);
        keyNorm.AddTo(masters.KeyNorm.grad!);
        MatrixProduct.AddWeightGradient(projected, kept.Input, masters.QueryKeyValue.grad!);
        return MatrixProduct.InputGradient(projected, weights.QueryKeyValue, middle).MoveToOuterDisposeScope();
    }

    /// <summary>The gradient of what the attention branch left, in the caller's scope.</summary>
    private Tensor MlpBackward(LayerWeights weights, LayerWeights masters, LayerActivations kept, Tensor gradient)
    {
        using var scope = NewDisposeScope();
        using var norm = new NormWeights(weights.MlpNorm);
        var branch = Rows(config.HiddenSize);
        NormKernel.Backward(Bits(gradient), Bits(kept.MlpBranch), Floats(kept.MlpFactors), norm, tokens, Bits(branch));
        norm.AddTo(masters.MlpNorm.grad!);
        var product = MatrixProduct.InputGradient(branch, weights.Down);
        SwiGluKernel.Backward(Bits(kept.GateUp), Bits(product), tokens, config.IntermediateSize);
        MatrixProduct.AddWeightGradient(branch, product, masters.Down.grad!);
        MatrixProduct.AddWeightGradient(kept.GateUp, kept.Middle, masters.GateUp.grad!);
        return MatrixProduct.InputGradient(kept.GateUp, weights.GateUp, gradient).MoveToOuterDisposeScope();
    }

    private static ushort* Bits(Tensor tensor) => TensorMemory.BFloats(tensor);

    private static float* Floats(Tensor tensor) => TensorMemory.Floats(tensor);

    private static Tensor Factors(params long[] shape) => empty(shape, dtype: ScalarType.Float32);

    private Tensor Rows(int size) => empty(tokens, size, dtype: ScalarType.BFloat16);

    private int Window(int index) => config.IsSliding(index) ? config.SlidingWindow : 0;

    private float* Cos(int index) => Floats(config.IsSliding(index) ? rotary.CosSliding : rotary.CosFull);

    private float* Sin(int index) => Floats(config.IsSliding(index) ? rotary.SinSliding : rotary.SinFull);
}
