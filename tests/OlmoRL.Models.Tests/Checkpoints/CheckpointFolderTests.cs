using System.Text.Json.Nodes;
using OlmoRL.Models.Checkpoints;
using OlmoRL.Runs;
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

        CheckpointFolder.Save(Path.Combine(_folder, "a"), model, _folder, new Provenance { Stage = "test", Step = 7 });
        using var loaded = CheckpointFolder.Load(Path.Combine(_folder, "a"), ScalarType.Float32, CPU);
        CheckpointFolder.Save(Path.Combine(_folder, "b"), loaded, _folder, new Provenance { Stage = "test" });

        Assert.Equal(model.Config.ToJson(), loaded.Config.ToJson());
        Assert.Equal(File.ReadAllBytes(Path.Combine(_folder, "a", "model.safetensors")), File.ReadAllBytes(Path.Combine(_folder, "b", "model.safetensors")));
        Assert.Equal(7, Provenance.Read(Path.Combine(_folder, "a"))!.Step);
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
        CheckpointFolder.Save(Path.Combine(_folder, "a"), model, _folder, new Provenance { Stage = "test" });
        File.WriteAllText(Path.Combine(_folder, "a", "config.json"), (Config with { IntermediateSize = 32 }).ToJson());

        var refused = Assert.Throws<InvalidDataException>(() => CheckpointFolder.Load(Path.Combine(_folder, "a"), ScalarType.Float32, CPU));

        Assert.Contains("model.layers.0.mlp.gate_proj.weight", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Shards_and_another_dtype_hold_the_same_model()
    {
        using var scope = NewDisposeScope();
        using var model = new CausalLanguageModel(Config, TransformerWeights.Initialize(Config, 1, CPU));
        var options = new CheckpointOptions { DataType = ScalarType.BFloat16, MaxShardBytes = 3000 };

        CheckpointFolder.Save(Path.Combine(_folder, "a"), model, _folder, new Provenance { Stage = "test" }, options);
        using var loaded = CheckpointFolder.Load(Path.Combine(_folder, "a"), null, CPU);
        CheckpointFolder.Save(Path.Combine(_folder, "b"), loaded, _folder, new Provenance { Stage = "test" }, options);

        Assert.Equal("bfloat16", (string?)JsonNode.Parse(File.ReadAllText(Path.Combine(_folder, "a", "config.json")))!["dtype"]);
        Assert.All(model.Weights.All.Zip(loaded.Weights.All), pair =>
        {
            Assert.Equal(ScalarType.BFloat16, pair.Second.dtype);
            Assert.True(pair.First.to(ScalarType.BFloat16).bytes.SequenceEqual(pair.Second.bytes));
        });
        string[] files = [.. Directory.EnumerateFiles(Path.Combine(_folder, "a"), "*.safetensors*").Select(f => Path.GetFileName(f)!)];
        Assert.True(files.Length > 3);
        Assert.All(files, f => Assert.Equal(File.ReadAllBytes(Path.Combine(_folder, "a", f)), File.ReadAllBytes(Path.Combine(_folder, "b", f))));
        Assert.Equal(ContentDigest.OfCheckpoint(Path.Combine(_folder, "a")), ContentDigest.OfCheckpoint(Path.Combine(_folder, "b")));
    }

    [Fact]
    public void Padding_of_the_vocabulary_is_added_as_zeros_and_cut_off_again()
    {
        using var scope = NewDisposeScope();
        using var model = new CausalLanguageModel(Config, TransformerWeights.Initialize(Config, 1, CPU));
        CheckpointFolder.Save(Path.Combine(_folder, "a"), model, _folder, new Provenance { Stage = "test" });

        using (var padded = CheckpointFolder.Load(Path.Combine(_folder, "a"), null, CPU, embeddingRows: 32))
        {
            Assert.Equal((30, 32), (padded.Config.VocabularySize, padded.Config.EmbeddingRows));
            Assert.Equal(0, padded.Weights.HeadRows.narrow(0, 30, 2).abs().max().item<float>());
            CheckpointFolder.Save(Path.Combine(_folder, "padded"), padded, _folder, new Provenance { Stage = "test" });
        }

        using var cut = CheckpointFolder.Load(Path.Combine(_folder, "padded"), null, CPU, embeddingRows: 30);
        CheckpointFolder.Save(Path.Combine(_folder, "cut"), cut, _folder, new Provenance { Stage = "test" });
        Assert.Equal(ContentDigest.OfCheckpoint(Path.Combine(_folder, "a")), ContentDigest.OfCheckpoint(Path.Combine(_folder, "cut")));
        Assert.Equal(32, (int)JsonNode.Parse(File.ReadAllText(Path.Combine(_folder, "padded", "config.json")))!["vocab_size"]!);
    }

    [Fact]
    public void What_generation_stops_at_is_kept_from_the_model_it_came_from_or_said_anew()
    {
        using var model = new CausalLanguageModel(Config, TransformerWeights.Initialize(Config, 1, CPU));
        File.WriteAllText(Path.Combine(_folder, "generation_config.json"), """{"eos_token_id": [25, 28], "top_p": 0.95}""");
        string Written(CheckpointOptions options)
        {
            CheckpointFolder.Save(Path.Combine(_folder, "a"), model, _folder, new Provenance { Stage = "test" }, options);
            return JsonNode.Parse(File.ReadAllText(Path.Combine(_folder, "a", "generation_config.json")))!.ToJsonString();
        }

        Assert.Equal("""{"eos_token_id":[25,28],"top_p":0.95}""", Written(new CheckpointOptions()));
        Assert.Equal("""{"eos_token_id":[1,2],"top_p":0.95}""", Written(new CheckpointOptions { EndTokenIds = [1, 2] }));
    }

    [Fact]
    public void A_tensor_that_the_architecture_does_not_have_is_refused_by_name()
    {
        using var model = new CausalLanguageModel(Config, TransformerWeights.Initialize(Config, 1, CPU));
        var folder = Path.Combine(_folder, "a");
        CheckpointFolder.Save(folder, model, _folder, new Provenance { Stage = "test" });
        using var scope = NewDisposeScope();
        SafetensorsWriter.Write(Path.Combine(folder, "model.safetensors"),
            [.. HuggingFaceLayout.Tensors(Config, model.Weights), ("model.layers.0.input_layernorm.weight", ones(16))]);

        var refused = Assert.Throws<InvalidDataException>(() => CheckpointFolder.Load(folder, null, CPU));

        Assert.Contains("model.layers.0.input_layernorm.weight", refused.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
