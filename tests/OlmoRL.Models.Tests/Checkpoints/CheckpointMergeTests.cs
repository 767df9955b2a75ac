using OlmoRL.Models.Checkpoints;
using OlmoRL.Runs;
using static TorchSharp.torch;

namespace OlmoRL.Models.Tests.Checkpoints;

public sealed class CheckpointMergeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("olmorl-").FullName;

    [Fact]
    public void A_merge_is_the_weighted_mean_of_every_tensor()
    {
        var (a, b) = (Save("a", seed: 1), Save("b", seed: 2));

        CheckpointMerge.Write([(a, 1), (b, 3)], Path.Combine(_folder, "merged"), new Provenance { Stage = "merge" });

        using var scope = NewDisposeScope();
        using var first = CheckpointFolder.Load(a, null, CPU);
        using var second = CheckpointFolder.Load(b, null, CPU);
        using var merged = CheckpointFolder.Load(Path.Combine(_folder, "merged"), null, CPU);
        for (var i = 0; i < merged.Weights.All.Count; i++)
        {
            var expected = first.Weights.All[i] * 0.25 + second.Weights.All[i] * 0.75;
            Assert.True((merged.Weights.All[i] - expected).abs().max().item<float>() < 1e-6);
        }

        Assert.True(File.Exists(Path.Combine(_folder, "merged", "tokenizer.json")));
    }

    [Fact]
    public void Checkpoints_of_another_shape_or_tokenizer_are_refused()
    {
        var (a, b, c) = (Save("a", seed: 1), Save("b", seed: 2, layers: 3), Save("c", seed: 3));
        File.WriteAllText(Path.Combine(c, "tokenizer.json"), "{\"other\": 1}");

        Assert.Contains("config.json", CheckpointMerge.Problem([a, b]), StringComparison.Ordinal);
        Assert.Contains("tokenizer.json", CheckpointMerge.Problem([a, c]), StringComparison.Ordinal);
        Assert.Null(CheckpointMerge.Problem([a, a]));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Save(string name, ulong seed, int layers = 2)
    {
        var config = new TransformerConfig
        {
            VocabularySize = 32,
            HiddenSize = 16,
            IntermediateSize = 24,
            LayerCount = layers,
            HeadCount = 2,
            KeyValueHeadCount = 1,
            MaxPositions = 32,
            SlidingWindow = 8,
        };
        var tokenizer = Directory.CreateDirectory(Path.Combine(_folder, "tokenizer")).FullName;
        File.WriteAllText(Path.Combine(tokenizer, "tokenizer.json"), "{}");
        using var model = new CausalLanguageModel(config, TransformerWeights.Initialize(config, seed, CPU));
        var folder = Path.Combine(_folder, name);
        CheckpointFolder.Save(folder, model, tokenizer, new Provenance { Stage = "pretrain" });
        return folder;
    }
}
