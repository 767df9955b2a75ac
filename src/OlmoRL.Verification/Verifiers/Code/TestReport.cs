using System.Text.Json;

namespace OlmoRL.Verification.Verifiers.Code;

/// <summary>What a sandbox's test driver reported of one test. Nothing at all, as after a kill, is no pass.</summary>
internal sealed record TestReport(bool Passed, PythonValue? Value, string? Error)
{
    /// <summary>The deepest value that the driver may report, and its tags.</summary>
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 1024 };

    public static TestReport Read(string json)
    {
        if (json.Length == 0)
            return new TestReport(false, null, null);
        try
        {
            using var document = JsonDocument.Parse(json, Deep);
            var root = document.RootElement;
            return new TestReport(
                root.TryGetProperty("passed", out var passed) && passed.ValueKind == JsonValueKind.True,
                root.TryGetProperty("value", out var value) ? PythonValueJson.Read(value) : null,
                root.TryGetProperty("error", out var error) ? Excerpt.Of(error.GetString() ?? "") : null);
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            return new TestReport(false, null, "the value cannot be read");
        }
    }
}
