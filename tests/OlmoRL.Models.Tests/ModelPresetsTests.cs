using System.Text;
using OlmoRL.Models.Attention;
using OlmoRL.Models.Checkpoints;
using OlmoRL.Recipes;
using static TorchSharp.torch;

namespace OlmoRL.Models.Tests;

public sealed class ModelPresetsTests
{
    [Theory]
    [InlineData("olmo3-7b", 355, 7_298_011_136)]
    [InlineData("olmo3-32b", 707, 32_233_522_176)]
    public void The_released_models_have_the_published_tensors_and_parameters(string preset, int tensors, long parameters)
    {
        var config = TransformerConfig.Of(ModelPresets.Find(preset)!);
        using var scope = NewDisposeScope();
        using var weights = TransformerWeights.Allocate(config, ScalarType.BFloat16, new Device(TorchSharp.DeviceType.META));

        var named = HuggingFaceLayout.Tensors(config, weights).ToArray();

        Assert.Equal(tensors, named.Length);
        Assert.Equal(parameters, named.Sum(n => n.View.numel()));
        Assert.Equal(parameters, config.ParameterCount);
        var text = new StringBuilder();
        foreach (var (name, view) in named)
            _ = text.Append(name).Append(" [").AppendJoin(", ", view.shape).Append("]\n");
        Golden.Equal($"models/{preset}", text.ToString());
    }

    [Theory]
    [InlineData("olmo3-7b")]
    [InlineData("olmo3-32b")]
    public void The_released_models_have_the_published_config(string preset)
    {
        var config = TransformerConfig.Of(ModelPresets.Find(preset)!) with { EndOfTextId = 100_257, PadId = 100_277 };

        Golden.Equal($"models/{preset}-config", config.ToJson(ScalarType.BFloat16));
    }

    // OLMo-core's FFN rule: 8/3 of the width times a multiplier, rounded down twice, then up to a multiple of 256.
    [Theory]
    [InlineData("olmo3-1m", 1.0)]
    [InlineData("olmo3-14m", 1.0)]
    [InlineData("olmo3-30m", 1.0)]
    [InlineData("olmo3-60m", 1.5)]
    [InlineData("olmo3-100m", 1.5)]
    [InlineData("olmo3-190m", 1.5)]
    [InlineData("olmo3-370m", 1.5)]
    [InlineData("olmo3-600m", 1.5)]
    [InlineData("olmo3-760m", 1.5)]
    [InlineData("olmo3-1b", 1.5)]
    [InlineData("olmo3-7b", 1.0)]
    public void The_family_follows_the_rule_for_its_inner_width(string preset, double multiplier)
    {
        var shape = ModelPresets.Find(preset)!;

        var width = (int)(8L * shape.HiddenSize / 3 * multiplier);

        Assert.Equal((width + 255) / 256 * 256, shape.IntermediateSize);
    }

    [Fact]
    public void Every_preset_builds_a_model_that_is_not_in_memory()
    {
        var meta = new Device(TorchSharp.DeviceType.META);
        foreach (var name in ModelPresets.Names)
        {
            var config = TransformerConfig.Of(ModelPresets.Find(name)!);
            using var model = new CausalLanguageModel(config, TransformerWeights.Allocate(config, ScalarType.BFloat16, meta));

            Assert.Equal(config.ParameterCount, model.Weights.All.Sum(t => t.numel()));
        }
    }

    [Fact]
    public void A_model_whose_heads_are_wider_than_its_stream_runs()
    {
        var config = TransformerConfig.Of(ModelPresets.Find("olmo3-1m")! with { VocabularySize = 300 });
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        using var model = new CausalLanguageModel(config, TransformerWeights.Initialize(config, 1, CPU));
        var ids = arange(5).unsqueeze(0);

        var hidden = model.Forward(ids, ids, new PackedRowAttention(config, ones_like(ids)));

        Assert.Equal((16, 12), (config.QuerySize, config.HiddenSize));
        Assert.Equal([1, 5, 300], model.Logits(hidden).shape);
    }
}
