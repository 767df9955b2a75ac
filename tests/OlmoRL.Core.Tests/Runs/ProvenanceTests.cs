using System.Text.Json.Nodes;
using OlmoRL.Runs;

namespace OlmoRL.Tests.Runs;

public sealed class ProvenanceTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("olmorl-").FullName;

    [Fact]
    public void What_is_written_is_read_back_with_the_program_that_wrote_it()
    {
        File.WriteAllText(Path.Combine(_folder, "config.json"), "{}");
        File.WriteAllText(Path.Combine(_folder, "rows.jsonl"), "abc");
        var written = Provenance.Of("sft", _folder, "seed = 1\n", Path.Combine(_folder, "rows.jsonl")) with { Step = 12 };

        written.Write(_folder);
        var read = Provenance.Read(_folder)!;

        Assert.Equal(("sft", 12L, _folder), (read.Stage, read.Step, read.Parent));
        Assert.Equal(written.ParentDigest, read.ParentDigest);
        Assert.NotNull(read.CodeVersion);
        // printf abc | sha256sum
        Assert.Equal("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", Assert.Single(read.DataDigests).Value);
        var keys = JsonNode.Parse(File.ReadAllText(Path.Combine(_folder, "olmorl.json")))!.AsObject().Select(p => p.Key);
        Assert.Equal(["stage", "step", "parent", "parent_digest", "recipe_digest", "data_digests", "code_version"], keys);
    }

    [Fact]
    public void The_digest_of_a_checkpoint_sees_its_content_and_not_its_origin()
    {
        File.WriteAllText(Path.Combine(_folder, "config.json"), "{}");
        File.WriteAllText(Path.Combine(_folder, "model.safetensors"), "weights");
        var before = ContentDigest.OfCheckpoint(_folder);

        new Provenance { Stage = "sft" }.Write(_folder);
        Assert.Equal(before, ContentDigest.OfCheckpoint(_folder));

        File.AppendAllText(Path.Combine(_folder, "model.safetensors"), "!");
        Assert.NotEqual(before, ContentDigest.OfCheckpoint(_folder));
    }

    [Fact]
    public void A_downloaded_model_has_no_provenance() => Assert.Null(Provenance.Read(_folder));

    [Fact]
    public void A_damaged_file_is_named()
    {
        File.WriteAllText(Path.Combine(_folder, "olmorl.json"), "{\"stage\":");

        var refused = Assert.Throws<InvalidDataException>(() => Provenance.Read(_folder));

        Assert.Contains("olmorl.json", refused.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
