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

    [Theory]
    [InlineData(4096, 11008, 32, 32, 32, 355, 7_298_011_136)]
    [InlineData(5120, 27648, 64, 40, 8, 707, 32_233_522_176)]
    public void Names_and_counts_are_those_of_the_published_checkpoints(
        int hidden, int inner, int layers, int heads, int kvHeads, int tensors, long parameters)
    {
        var config = new TransformerConfig
        {
            VocabularySize = 100_278,
            HiddenSize = hidden,
            IntermediateSize = inner,
            LayerCount = layers,
            HeadCount = heads,
            KeyValueHeadCount = kvHeads,
            MaxPositions = 65_536,
            SlidingWindow = 4096,
        };
        using var scope = NewDisposeScope();
        using var weights = TransformerWeights.Allocate(config, ScalarType.BFloat16, new Device(TorchSharp.DeviceType.META));

        var named = HuggingFaceLayout.Tensors(config, weights).ToArray();

        Assert.Equal(tensors, named.Length);
        Assert.Equal(parameters, named.Sum(n => n.View.numel()));
        Assert.Equal(parameters, config.ParameterCount);
        Assert.Equal([heads * 128L / heads * kvHeads, hidden], named.Single(n => n.Name == "model.layers.3.self_attn.k_proj.weight").View.shape);
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
        return model.Logits(hidden).squeeze(0).slice(0, 0, ids.Length - 2, 1).contiguous().data<float>().ToArray();
    }

    private static Dictionary<string, (double[], int)> Plain(CausalLanguageModel model) =>
        HuggingFaceLayout.Tensors(model.Config, model.Weights).ToDictionary(
            t => t.Name, t => (t.View.contiguous().data<float>().ToArray().Select(v => (double)v).ToArray(), (int)t.View.shape[^1]));
}
