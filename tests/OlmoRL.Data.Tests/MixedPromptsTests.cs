using OlmoRL.Data.Tests.Tokenization;
using OlmoRL.Recipes;

namespace OlmoRL.Data.Tests;

public sealed class MixedPromptsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("olmorl-").FullName;

    [Fact]
    public void Sources_give_the_rows_that_are_asked_of_them_and_rows_name_their_verifier()
    {
        var data = new DataSpec { Source = [Source("math", 5, rows: 2), Source("code", 3, share: 2)] };

        var prompts = MixedPrompts.Read(data, Cl100k.Olmo3, _folder, "");

        Assert.Equal(2, prompts.Count(p => p.Targets[0].Verifier == "math"));
        Assert.Equal(6, prompts.Count(p => p.Targets[0].Verifier == "code"));
        Assert.Equal(3, prompts.Where(p => p.Targets[0].Verifier == "code").Select(p => p.ItemId).Distinct().Count());
        Assert.Equal(prompts.Select(p => p.ItemId), MixedPrompts.Read(data, Cl100k.Olmo3, _folder, "").Select(p => p.ItemId));
        Assert.NotEqual(prompts.Select(p => p.ItemId), MixedPrompts.Read(data with { Seed = 2 }, Cl100k.Olmo3, _folder, "").Select(p => p.ItemId));
    }

    [Fact]
    public void A_malformed_row_is_named()
    {
        File.WriteAllText(Path.Combine(_folder, "bad.jsonl"), "{\"prompt\": \"a\", \"ground_truth\": \"1\", \"dataset\": \"math\"}\n{\"prompt\": 5}\n");
        var data = new DataSpec { Source = [new MixtureSource { Path = Path.Combine(_folder, "bad.jsonl") }] };

        var refused = Assert.Throws<InvalidDataException>(() => MixedPrompts.Read(data, Cl100k.Olmo3, _folder, ""));

        Assert.Contains("bad.jsonl, row 2", refused.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private MixtureSource Source(string name, int count, long rows = 0, double share = 1)
    {
        var path = Path.Combine(_folder, $"{name}.jsonl");
        File.WriteAllLines(path, Enumerable.Range(0, count).Select(i => $$"""{"prompt": "{{name}} {{i}}", "ground_truth": "{{i}}", "dataset": "{{name}}"}"""));
        return new MixtureSource { Path = path, Rows = rows, Share = share };
    }
}
