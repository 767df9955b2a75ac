using System.Text.Json;

namespace OlmoRL.Data.Documents;

/// <summary>A text column of a row.</summary>
internal static class RowText
{
    /// <exception cref="InvalidDataException">The column is missing or no text.</exception>
    public static string Read(JsonElement row, string column) =>
        row.TryGetProperty(column, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : throw new InvalidDataException($"column {column} must be a text");
}
