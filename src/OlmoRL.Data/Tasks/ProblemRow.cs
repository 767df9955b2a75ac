using System.Text.Encodings.Web;
using System.Text.Json;

namespace OlmoRL.Data.Tasks;

/// <summary>How the rows of generated problems are written.</summary>
internal static class ProblemRow
{
    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A row as JSON, readable as far as JSON allows.</summary>
    public static string Json<T>(T row) => JsonSerializer.Serialize(row, Options);
}
