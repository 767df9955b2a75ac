using OlmoRL.Models.Attention;
using OlmoRL.Models.Checkpoints;
using OlmoRL.Models.Tests.Fakes;
using static TorchSharp.torch;

namespace OlmoRL.Models.Tests;

public sealed class CausalLanguageModelTests
{
    private static readonly TransformerConfig Small = new()
    {
        VocabularySize = 40,
        HiddenSize = 32,
        IntermediateSize = 48,
        LayerCount = 4,
        HeadCount = 4,
        KeyValueHeadCount = 4,
        MaxPositions = 64,
        SlidingWindow = 64,
        InitializerRange = 0.3,
    };

    public static TheoryData<string> Shapes => ["heads of their own", "grouped queries", "window shorter than the text, YaRN"];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Logits_agree_with_an_independent_forward_pass_in_plain_arrays(string shape)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        using var model = Model(shape);
        var plain = new PlainTransformer(model.Config, Plain(model));
        int[][] documents = [Tokens(17, 1), Tokens(9, 5), Tokens(4, 2)];

        var packed = Packed(model, documents);

        var expected = documents.SelectMany(d => plain.Logits(d)).SelectMany(l => l).ToArray();
        Assert.Equal(expected.Length, packed.Length);
        Assert.All(expected.Zip(packed), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
    }

    [Fact]
    public void A_branch_whose_norm_is_zero_is_gone()
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        using var model = Model("grouped queries");
        foreach (var layer in model.Weights.Layers)
        {
            layer.AttentionNorm.zero_();
            layer.MlpNorm.zero_();
        }

        var logits = Packed(model, [Tokens(5, 1)]);

        var alone = model.Logits(model.Weights.Embedding.index_select(0, tensor(Tokens(5, 1).Select(t => (long)t).ToArray()))).data<float>().ToArray();
        Assert.Equal(alone, logits);
    }

    [Theory]
    [InlineData(3, new[] { 1, 2, 3, 3, 3 })]
    [InlineData(5, new[] { 1, 2, 3, 4, 5 })]
    public void A_sliding_layer_sees_the_window_with_itself(int window, int[] seen)
    {
        using var scope = NewDisposeScope();
        var attention = new PackedRowAttention(Small with { SlidingWindow = window }, ones(1, 5, dtype: ScalarType.Int64));

        // Equal keys spread the weight evenly: with one-hot values, the result is 1 / (keys seen) where a key is seen.
        var flat = zeros(1, 5, 4, 8);
        var values = eye(5).unsqueeze(0).unsqueeze(2).expand(1, 5, 4, 5).contiguous();
        var result = DecoderScriptAttention(attention, flat, values);

        Assert.Equal(seen, result.reshape(5, 4, 5).select(1, 0).gt(0).sum(1).data<long>().ToArray().Select(n => (int)n));
    }

    [Fact]
    public void In_bf16_the_logits_stay_near_those_of_the_same_weights_in_double()
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        using var source = Model("window shorter than the text, YaRN");
        using var model = new CausalLanguageModel(source.Config, TransformerWeights.Allocate(source.Config, ScalarType.BFloat16, CPU));
        model.Weights.CopyFrom(source.Weights);
        var plain = new PlainTransformer(model.Config, Plain(model));

        var logits = Packed(model, [Tokens(17, 1)]);

        var expected = plain.Logits(Tokens(17, 1)).SelectMany(l => l).ToArray();
        var scale = Math.Sqrt(expected.Average(l => l * l));
        var difference = Math.Sqrt(expected.Zip(logits, (e, l) => (e - l) * (e - l)).Average());
        Assert.True(difference < 0.02 * scale, $"{difference} of {scale}"); // bf16 keeps 8 bits: 0.4 % a product
    }

    // transformers' Olmo norm: fp32 throughout, the weight multiplied before the rounding. Llama rounds first, and differs.
    [Fact]
    public void The_norm_in_bf16_is_bit_equal_to_the_reference_order()
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        using var model = new CausalLanguageModel(Small, TransformerWeights.Initialize(Small, 3, CPU));
        using var half = new CausalLanguageModel(Small, TransformerWeights.Allocate(Small, ScalarType.BFloat16, CPU));
        half.Weights.CopyFrom(model.Weights);
        _ = half.Weights.FinalNorm.copy_(randn(Small.HiddenSize) * 3);
        _ = half.Weights.HeadRows.copy_(eye(Small.VocabularySize, Small.HiddenSize)); // logits are the normed values themselves
        var hidden = (randn(500, Small.HiddenSize) * 7).to(ScalarType.BFloat16);

        var normed = half.Logits(hidden).slice(1, 0, Small.HiddenSize, 1).contiguous();

        var x = hidden.to(ScalarType.Float32);
        var unit = x * (x.pow(2).mean([-1], keepdim: true) + Small.RmsNormEpsilon).rsqrt();
        var weight = half.Weights.FinalNorm.to(ScalarType.Float32);
        var reference = (weight * unit).to(ScalarType.BFloat16);
        var llama = half.Weights.FinalNorm * unit.to(ScalarType.BFloat16);
        Assert.True(reference.bytes.SequenceEqual(normed.bytes));
        Assert.False(llama.bytes.SequenceEqual(normed.bytes));
    }

    [Fact]
    public void The_query_norm_spans_the_whole_projection()
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        using var model = Model("heads of their own");
        var before = Packed(model, [Tokens(9, 1)]);

        // One head's queries grow: a norm of each head would undo it, a norm over all heads shrinks the others.
        foreach (var layer in model.Weights.Layers)
            _ = layer.QueryKeyValue.narrow(0, 0, 8).mul_(10);

        Assert.Contains(before.Zip(Packed(model, [Tokens(9, 1)])), pair => Math.Abs(pair.First - pair.Second) > 1e-2);
    }

    [Fact]
    public void Padding_rows_of_the_vocabulary_take_no_part()
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var config = Small with { EmbeddingRows = 64 };
        using var model = Model("heads of their own");
        using var padded = new CausalLanguageModel(config, TransformerWeights.Initialize(config, 5, CPU));
        foreach (var ((_, to), (_, from)) in HuggingFaceLayout.Tensors(config, padded.Weights).Zip(HuggingFaceLayout.Tensors(Small, model.Weights)))
            _ = to.narrow(0, 0, from.shape[0]).copy_(from);

        Assert.Equal(Packed(model, [Tokens(9, 1)]), Packed(padded, [Tokens(9, 1)]));
    }

    private static Tensor DecoderScriptAttention(PackedRowAttention attention, Tensor queriesAndKeys, Tensor values) =>
        attention.Attend(0, queriesAndKeys, queriesAndKeys, values);

    private static CausalLanguageModel Model(string shape)
    {
        var config = shape switch
        {
            "heads of their own" => Small,
            "grouped queries" => Small with { KeyValueHeadCount = 2 },
            _ => Small with
            {
                KeyValueHeadCount = 1,
                SlidingWindow = 5,
                Yarn = new YarnScaling { Factor = 4, OriginalMaxPositions = 16, BetaFast = 4, AttentionFactor = 1.2 },
            },
        };
        return new CausalLanguageModel(config, TransformerWeights.Initialize(config, 5, CPU));
    }

    private static int[] Tokens(int count, int salt) => [.. Enumerable.Range(0, count).Select(i => (i * 11 + salt * 7) % 40)];

    /// <summary>Logits of the documents laid one after the other into one padded row.</summary>
    private static float[] Packed(CausalLanguageModel model, int[][] documents)
    {
        long[] ids = [.. documents.SelectMany(d => d).Select(t => (long)t), 0, 0];
        long[] documentIds = [.. documents.SelectMany((d, i) => Enumerable.Repeat(i + 1L, d.Length)), 0, 0];
        long[] positions = [.. documents.SelectMany(d => Enumerable.Range(0, d.Length)).Select(p => (long)p), 0, 0];
        var hidden = model.Forward(
            tensor(ids).unsqueeze(0), tensor(positions).unsqueeze(0), new PackedRowAttention(model.Config, tensor(documentIds).unsqueeze(0)));
        return model.Logits(hidden).squeeze(0).slice(0, 0, ids.Length - 2, 1).to(ScalarType.Float32).contiguous().data<float>().ToArray();
    }

    private static Dictionary<string, (double[], int)> Plain(CausalLanguageModel model) =>
        HuggingFaceLayout.Tensors(model.Config, model.Weights).ToDictionary(
            t => t.Name, t => (t.View.to(ScalarType.Float32).contiguous().data<float>().ToArray().Select(v => (double)v).ToArray(), (int)t.View.shape[^1]));
}
