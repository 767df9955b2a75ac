using System.Text.Json.Nodes;
using OlmoRL.Models.Checkpoints;
using static TorchSharp.torch;

namespace OlmoRL.Models.Tests.Checkpoints;

public sealed class ShardedSafetensorsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("olmorl-").FullName;

    private string Index => Path.Combine(_folder, ShardedSafetensors.IndexFile);

    [Fact]
    public void Shards_fill_in_order_and_the_index_says_where_everything_is()
    {
        Write(maxShardBytes: 100);

        var index = JsonNode.Parse(File.ReadAllText(Index))!;
        Assert.Equal(5 * 40 + 400, (int)index["metadata"]!["total_size"]!);
        Assert.Equal(
            ["model-00001-of-00004.safetensors", "model-00001-of-00004.safetensors", "model-00002-of-00004.safetensors", "model-00002-of-00004.safetensors",
                "model-00003-of-00004.safetensors", "model-00004-of-00004.safetensors"],
            ((string[])["t0", "t1", "t2", "t3", "large", "t4"]).Select(n => (string?)index["weight_map"]![n]));
        using var scope = NewDisposeScope();
        using var files = new ShardedSafetensors(_folder);
        var back = zeros(10);
        files.ReadRowsInto("t3", back);
        Assert.Equal(3f, back[0].item<float>());
    }

    [Fact]
    public void What_fits_is_one_file_without_index()
    {
        Write(maxShardBytes: 600);

        Assert.Equal([ShardedSafetensors.SingleFile], Directory.EnumerateFiles(_folder).Select(f => Path.GetFileName(f)!));
    }

    public static TheoryData<string, string> Damages => new()
    {
        { "../outside.safetensors", "no file name" },
        { "..", "no file name" },
        { "sub/model.safetensors", "no file name" },
        { "model-00009-of-00004.safetensors", "missing" },
        { "model-00003-of-00004.safetensors", "is not in" },
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public void An_index_that_points_elsewhere_is_refused(string file, string reason)
    {
        Write(maxShardBytes: 100);
        var index = JsonNode.Parse(File.ReadAllText(Index))!;
        index["weight_map"]!["t0"] = file;
        File.WriteAllText(Index, index.ToJsonString());

        var refused = Assert.Throws<InvalidDataException>(() => new ShardedSafetensors(_folder));

        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tensor_that_the_index_leaves_out_is_refused()
    {
        Write(maxShardBytes: 100);
        var index = JsonNode.Parse(File.ReadAllText(Index))!;
        _ = index["weight_map"]!.AsObject().Remove("t1");
        File.WriteAllText(Index, index.ToJsonString());

        var refused = Assert.Throws<InvalidDataException>(() => new ShardedSafetensors(_folder));

        Assert.Contains("t1", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"weight_map": []}""")]
    [InlineData("""{"weight_map": {"a": 3}}""")]
    [InlineData("""{"weight_map": {"a": "x", "a": "x"}}""")]
    public void A_malformed_index_is_refused(string text)
    {
        File.WriteAllText(Index, text);

        _ = Assert.Throws<InvalidDataException>(() => new ShardedSafetensors(_folder));
    }

    [Fact]
    public void A_shard_that_was_cut_short_is_refused_by_name()
    {
        Write(maxShardBytes: 100);
        var shard = Path.Combine(_folder, "model-00002-of-00004.safetensors");
        File.WriteAllBytes(shard, File.ReadAllBytes(shard)[..^5]);

        var refused = Assert.Throws<InvalidDataException>(() => new ShardedSafetensors(_folder));

        Assert.Contains("model-00002-of-00004", refused.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void Write(long maxShardBytes)
    {
        using var scope = NewDisposeScope();
        Tensor Filled(float value, long count) => full(count, value);
        ShardedSafetensors.Write(_folder,
            [("t0", Filled(0, 10)), ("t1", Filled(1, 10)), ("t2", Filled(2, 10)), ("t3", Filled(3, 10)), ("large", Filled(9, 100)), ("t4", Filled(4, 10))],
            ScalarType.Float32, maxShardBytes);
    }
}
