using System.Text.Json;
using System.Text.Json.Nodes;

namespace OlmoRL.Data.Rows;

/// <summary>Rows of a JSON-lines file; empty lines are passed over.</summary>
internal static class JsonLinesRows
{
    public static async IAsyncEnumerable<JsonObject> ReadAsync(string path)
    {
        var number = 0;
        await foreach (var line in File.ReadLinesAsync(path).ConfigureAwait(false))
        {
            number++;
            if (!string.IsNullOrWhiteSpace(line))
                yield return Parse(line, path, number);
        }
    }

    private static JsonObject Parse(string line, string path, int number)
    {
        try
        {
            return JsonNode.Parse(line) as JsonObject
                ?? throw new InvalidDataException($"{path}, line {number}: a row must be a JSON object");
        }
        catch (JsonException malformed)
        {
            throw new InvalidDataException($"{path}, line {number}: {malformed.Message}");
        }
    }
}
