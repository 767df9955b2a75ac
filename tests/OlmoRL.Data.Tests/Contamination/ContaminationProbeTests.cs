using System.Text.Json;
using System.Text.Json.Nodes;
using OlmoRL.Data.Contamination;

namespace OlmoRL.Data.Tests.Contamination;

public sealed class ContaminationProbeTests : IDisposable
{
    private const int WordsOfAnItem = 40;
    private readonly string _folder = Directory.CreateTempSubdirectory("olmorl-").FullName;

    [Fact]
    public async Task An_item_is_listed_with_the_row_that_holds_it()
    {
        const string item = "A farmer has twelve brown hens and sells nine eggs a day at the market";
        var training = Write("training.jsonl", "prompt", "Something else that is long enough to have an eight gram of its own", $"Please solve this. {item} Thank you.");
        var evaluation = Write("evaluation.jsonl", "question", "too short to say", item, "Nobody in the training data ever said these words in just this order before");

        var report = await ContaminationProbe.RunAsync([training], evaluation, null, 0.5);

        var found = Assert.Single(report.Contaminated);
        Assert.Equal((2, 2, 1.0), (found.Item, found.TrainingRow, found.Share));
        Assert.Equal((3, 1, 2), (report.Items, report.TooShort, report.TrainingRows));
    }

    [Theory]
    [InlineData("gsm8k", "question")]
    [InlineData("math", "problem")]
    public async Task Planted_items_with_two_words_changed_are_found_and_others_are_not(string set, string column)
    {
        var path = Path.Combine(Shared(), "data", set, "test.jsonl");
        if (!File.Exists(path))
            Assert.Skip("../shared/data is missing");
        string[] items = [.. File.ReadLines(path).Select(l => (string)JsonNode.Parse(l)![column]!).Where(t => Words(t).Length >= WordsOfAnItem)];
        var random = new Random(5);
        var planted = items.Where((_, i) => i % 2 == 0).Select(t => Substitute(t, random)).ToArray();
        var background = Path.Combine(Shared(), "data", "gsm8k", "train.jsonl");

        var report = await ContaminationProbe.RunAsync([Write("planted.jsonl", "prompt", planted), background], Write("items.jsonl", "question", items), null, 0.5);

        var listed = report.Contaminated.Select(c => c.Item - 1).ToHashSet();
        var right = listed.Count(i => i % 2 == 0);
        Assert.True(right >= 0.95 * planted.Length, $"recall {right} of {planted.Length}");
        Assert.True(right >= 0.95 * listed.Count, $"precision {right} of {listed.Count}");
    }

    [Fact]
    public async Task A_row_without_a_text_is_named()
    {
        var refused = await Assert.ThrowsAsync<InvalidDataException>(
            () => ContaminationProbe.RunAsync([Write("a.jsonl", "other", "x")], Write("b.jsonl", "question", "y"), null, 0.5));

        Assert.Contains("a.jsonl, row 1", refused.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string[] Words(string text) => [.. System.Text.RegularExpressions.Regex.Matches(text, @"\w+").Select(m => m.Value)];

    /// <summary>The text with two of its words replaced by words it does not have.</summary>
    private static string Substitute(string text, Random random)
    {
        var matches = System.Text.RegularExpressions.Regex.Matches(text, @"\w+");
        foreach (var (place, i) in Enumerable.Range(0, matches.Count).OrderBy(_ => random.Next()).Take(2).OrderDescending().Select((p, i) => (p, i)))
            text = text[..matches[place].Index] + $"zebra{i}" + text[(matches[place].Index + matches[place].Length)..];
        return text;
    }

    private static string Shared()
    {
        if (Environment.GetEnvironmentVariable("OLMORL_SHARED") is { Length: > 0 } given)
            return given;
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "OlmoRL.sln")))
            folder = folder.Parent;
        return Path.Combine(folder?.Parent?.FullName ?? "", "shared");
    }

    private string Write(string name, string column, params string[] texts)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllLines(path, texts.Select(t => JsonSerializer.Serialize(new Dictionary<string, string> { [column] = t })));
        return path;
    }
}
