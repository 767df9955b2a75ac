using System.Text.Json;
using System.Text.Json.Nodes;

namespace OlmoRL.Verification.Verifiers.Code;

/// <summary>Reads the ground truth of a code row.</summary>
/// <remarks>
/// A JSON list of assert statements; a JSON list of {"input", "output"}; or an object {"tests": list, "setup": statements
/// before each, "check": source of a function check(candidate), "entry_point": the function it is called with}, of which
/// HumanEval uses the last two.
/// </remarks>
internal static class CodeTests
{
    /// <summary>The tests, at least one.</summary>
    /// <exception cref="FormatException">The ground truth is none of the forms.</exception>
    public static IReadOnlyList<CodeTest> Parse(string groundTruth)
    {
        JsonNode? root;
        try
        {
            root = JsonNode.Parse(groundTruth);
        }
        catch (JsonException)
        {
            throw new FormatException("the ground truth is no JSON; pickled tests are converted by sandboxes/python/unpickle-tests");
        }

        try
        {
            IReadOnlyList<CodeTest> tests = root switch
            {
                JsonArray list => [.. list.Select(t => Test(t!, ""))],
                JsonObject row => [.. Checks(row), .. (row["tests"] as JsonArray ?? []).Select(t => Test(t!, (string?)row["setup"] ?? ""))],
                _ => [],
            };
            return tests.Count > 0 ? tests : throw new FormatException("the ground truth holds no test");
        }
        catch (Exception malformed) when (malformed is InvalidOperationException or NullReferenceException)
        {
            throw new FormatException("the ground truth is neither asserts, nor inputs with outputs, nor a check");
        }
    }

    private static IEnumerable<CodeTest> Checks(JsonObject row)
    {
        if ((string?)row["check"] is { } check)
            yield return new CodeTest.Statements((string?)row["setup"] ?? "", check, (string?)row["entry_point"] ?? throw new FormatException("check needs entry_point"));
    }

    private static string Text(JsonObject pair, string key) => (string?)pair[key] ?? throw new FormatException($"a test has no {key}");

    private static CodeTest Test(JsonNode node, string setup)
    {
        if (node is JsonObject pair)
            return new CodeTest.Script(Text(pair, "input"), Text(pair, "output"));
        var statement = (string)node!;
        return PythonAssert.TryParse(statement) is { } parts
            ? new CodeTest.Value(setup, parts.Expression, parts.Expected)
            : new CodeTest.Statements(setup, statement, EntryPoint: null);
    }
}
