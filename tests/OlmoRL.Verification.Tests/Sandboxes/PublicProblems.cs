using System.Text.Json.Nodes;

namespace OlmoRL.Verification.Tests.Sandboxes;

/// <summary>A programming problem with its reference solution and one whose body is gone.</summary>
/// <param name="Name">Its id in the data set.</param>
/// <param name="Tests">Ground truth of the code verifier.</param>
internal sealed record PublicProblem(string Name, string Right, string Empty, string Tests);

/// <summary>HumanEval and MBPP as completions, from the shared data beside the repository; empty where that is missing.</summary>
internal static class PublicProblems
{
    /// <summary>openai/human-eval: one function check(candidate) a problem.</summary>
    public static IEnumerable<PublicProblem> HumanEval() => Rows("humaneval/HumanEval.jsonl").Select(row => new PublicProblem(
        (string)row["task_id"]!,
        (string)row["prompt"]! + (string)row["canonical_solution"]!,
        (string)row["prompt"]! + "    pass\n",
        new JsonObject { ["check"] = (string)row["test"]!, ["entry_point"] = (string)row["entry_point"]! }.ToJsonString()));

    /// <summary>google-research MBPP: assert statements.</summary>
    public static IEnumerable<PublicProblem> Mbpp() => Rows("mbpp/mbpp.jsonl").Select(row => new PublicProblem(
        $"MBPP/{row["task_id"]}",
        $"```python\n{row["code"]}\n```",
        "```python\npass\n```",
        new JsonObject { ["setup"] = (string)row["test_setup_code"]!, ["tests"] = row["test_list"]!.DeepClone() }.ToJsonString()));

    private static IEnumerable<JsonNode> Rows(string name)
    {
        var path = Path.Combine(SharedFolder(), "data", name);
        return File.Exists(path) ? File.ReadLines(path).Select(line => JsonNode.Parse(line)!) : [];
    }

    private static string SharedFolder()
    {
        if (Environment.GetEnvironmentVariable("OLMORL_SHARED") is { Length: > 0 } set)
            return set;
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "global.json")))
            folder = folder.Parent;
        return Path.Combine(folder?.Parent?.FullName ?? "", "shared");
    }
}
