using System.Text.Json.Nodes;
using OlmoRL.Verification.Instructions;
using OlmoRL.Verification.Tests.Fakes;

namespace OlmoRL.Verification.Tests.Instructions;

public sealed class PublishedVerdictTests
{
    [Fact]
    public void Verdicts_on_the_published_responses_are_the_published_ones()
    {
        var rows = SharedData.Rows("ifeval/input_data.jsonl").ToDictionary(r => (string)r["prompt"]!);
        var responses = SharedData.Rows("ifeval/gpt4_responses.jsonl").ToDictionary(r => (string)r["prompt"]!, r => (string)r["response"]!);
        var published = SharedData.Rows("ifeval/gpt4_verdicts.jsonl");

        var ours = published.Select(p => Judge(rows[(string)p["prompt"]!], responses)).ToArray();

        var strict = Differences(published, "strict", ours.Select(o => o.Strict), responses);
        var loose = Differences(published, "loose", ours.Select(o => o.Loose), responses);
        var accuracy = InstructionAccuracy.Of(ours);
        Assert.True(strict.Length <= 4 && loose.Length <= 5, string.Join('\n', strict.Concat(loose)));
        Assert.InRange(accuracy.PromptStrict, 0.7722 - 0.003, 0.7722 + 0.003);
        Assert.InRange(accuracy.InstructionStrict, 0.8377 - 0.003, 0.8377 + 0.003);
        Assert.InRange(accuracy.PromptLoose, 0.7963 - 0.003, 0.7963 + 0.003);
        Assert.InRange(accuracy.InstructionLoose, 0.8558 - 0.003, 0.8558 + 0.003);
    }

    private static InstructionVerdicts Judge(JsonNode row, Dictionary<string, string> responses) =>
        InstructionVerdicts.Of(InstructionTarget.Read("", row.ToJsonString()), responses[(string)row["prompt"]!]);

    private static string[] Differences(
        IReadOnlyList<JsonNode> published, string kind, IEnumerable<IReadOnlyList<bool>> ours, Dictionary<string, string> responses) =>
    [
        .. published.Zip(ours).SelectMany(p => p.Second.Index()
            .Where(v => v.Item != (bool)p.First[kind]![v.Index]!)
            .Select(v => $"{kind} {p.First["instruction_id_list"]![v.Index]}: ours {v.Item}; {p.First["prompt"]} => {responses[(string)p.First["prompt"]!]}")),
    ];
}
