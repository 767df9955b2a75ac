using System.Text.Json.Nodes;

namespace OlmoRL.EndToEnd.Tests;

/// <summary>`olmorl pairs`, `lineage` and `flow fork` as a user types them.</summary>
public sealed class StageCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("olmorl-").FullName;

    [Fact]
    public async Task Pairs_are_rows_that_dpo_takes_and_each_says_where_it_came_from()
    {
        var (exitCode, output, error) = await Repository.OlmorlAsync(
            "pairs", "recipes/quickstart/pairs.toml", "--set", $"directory={_folder}/pairs", "--set", "prompts=16", "--set", "part_size=8", "--set", "weak_samples=4");
        var (trains, _, trainError) = await Repository.OlmorlAsync(
            "dpo", "recipes/quickstart/dpo.toml", "--set", $"directory={_folder}/dpo", "--set", $"data.source[0].path={_folder}/pairs/rows.jsonl",
            "--set", "data.held_out_rows=0", "--set", "trainer.evaluate_every=0", "--set", "trainer.steps=1");

        Assert.True(exitCode == 0, error);
        Assert.Contains("of 16 prompts", output, StringComparison.Ordinal);
        var rows = File.ReadLines($"{_folder}/pairs/rows.jsonl").Select(line => JsonNode.Parse(line)!).ToArray();
        Assert.NotEmpty(rows);
        Assert.All(rows, row =>
        {
            Assert.True((bool)row["provenance"]!["chosen"]!["correct"]!);
            Assert.Equal(("strong", "weak"), ((string)row["provenance"]!["chosen"]!["model"]!, (string)row["provenance"]!["rejected"]!["model"]!));
            Assert.StartsWith("sha256:", (string)row["provenance"]!["strong"]!, StringComparison.Ordinal);
        });
        Assert.True(trains == 0, trainError);
        var (_, tree, _) = await Repository.OlmorlAsync("lineage", $"{_folder}/dpo/checkpoints/final");
        Assert.Contains("dpo, 1 steps", tree, StringComparison.Ordinal);
        Assert.Contains("[data] pairs", tree, StringComparison.Ordinal);
        Assert.Contains("[weak] pretrain, 3000 steps", tree, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lineage docs", "olmorl.json")]
    [InlineData("flow fork docs --from sft", "flow.resolved.toml")]
    [InlineData("merge recipes/olmo3/32b-think-sft-soup.toml", "config.json")]
    [InlineData("sft recipes/quickstart/sft.toml --set data.source[0].path=nowhere.jsonl", "nowhere.jsonl")]
    [InlineData("sft recipes/quickstart/sft.toml --meta quickstart", "--dry-run")]
    public async Task A_mistake_is_one_clear_line_and_exit_code_2(string arguments, string named)
    {
        var (exitCode, output, error) = await Repository.OlmorlAsync(arguments.Split(' '));

        Assert.Equal(2, exitCode);
        Assert.Contains(named, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error + output, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
