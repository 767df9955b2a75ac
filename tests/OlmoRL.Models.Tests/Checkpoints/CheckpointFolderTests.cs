using System.Text.Json.Nodes;
using OlmoRL.Models.Checkpoints;
using static TorchSharp.torch;

namespace OlmoRL.Models.Tests.Checkpoints;

public sealed class CheckpointFolderTests : IDisposable
{
    private static readonly TransformerConfig Config = new()
    {
        VocabularySize = 30,
        HiddenSize = 16,
        IntermediateSize = 24,
        LayerCount = 4,
        HeadCount = 2,
        KeyValueHeadCount = 1,
        MaxPositions = 64,
        SlidingWindow = 8,
        EndOfTextId = 28,
        PadId = 29,
        Yarn = new YarnScaling { Factor = 4, OriginalMaxPositions = 16, AttentionFactor = 1.1 },
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("olmorl-").FullName;

    [Fact]
    public void A_saved_model_loads_equal_and_saves_to_equal_bytes()
    {
        using var model = new CausalLanguageModel(Config, TransformerWeights.Initialize(Config, 1, CPU));

        CheckpointFolder.Save(Path.Combine(_folder, "a"), model, _folder, new JsonObject { ["stage"] = "test" });
        using var loaded = CheckpointFolder.Load(Path.Combine(_folder, "a"), ScalarType.Float32, CPU);
        CheckpointFolder.Save(Path.Combine(_folder, "b"), loaded, _folder, new JsonObject());

        Assert.Equal(model.Config.ToJson(), loaded.Config.ToJson());
        Assert.Equal(File.ReadAllBytes(Path.Combine(_folder, "a", "model.safetensors")), File.ReadAllBytes(Path.Combine(_folder, "b", "model.safetensors")));
        Assert.Equal("test", (string?)JsonNode.Parse(File.ReadAllText(Path.Combine(_folder, "a", "olmorl.json")))!["stage"]);
        Assert.Equal(2, Directory.EnumerateDirectories(_folder).Count()); // no unfinished folder is left
    }

    [Fact]
    public void A_folder_without_weights_is_refused_by_name()
    {
        File.WriteAllText(Path.Combine(_folder, "config.json"), Config.ToJson());

        var refused = Assert.Throws<InvalidDataException>(() => CheckpointFolder.Load(_folder, ScalarType.Float32, CPU));

        Assert.Contains("model.safetensors", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_of_another_shape_are_refused_by_name()
    {
        using var model = new CausalLanguageModel(Config, TransformerWeights.Initialize(Config, 1, CPU));
        CheckpointFolder.Save(Path.Combine(_folder, "a"), model, _folder, new JsonObject());
        File.WriteAllText(Path.Combine(_folder, "a", "config.json"), (Config with { IntermediateSize = 32 }).ToJson());

        var refused = Assert.Throws<InvalidDataException>(() => CheckpointFolder.Load(Path.Combine(_folder, "a"), ScalarType.Float32, CPU));

        Assert.Contains("model.layers.0.mlp.gate_proj.weight", refused.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
